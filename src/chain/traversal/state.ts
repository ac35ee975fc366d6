// A traversal as bytes, so that it survives a crash and moves to another machine: a head of nine bytes, then the stored
// values from the lowest position up. Which positions they are follows from the head.

import { concat } from '../../bytes/bytes.ts'
import { counted } from '../../bytes/counted.ts'
import { DecodeError } from '../../bytes/decode-error.ts'
import { oneOf, u32 } from '../../bytes/fields.ts'
import { layout, type Layout } from '../../bytes/layout.ts'
import { isChainLength } from '../chain.ts'
import type { ChainFunction } from '../step.ts'
import { scheduleOf, TRAVERSAL_METHODS, type TraversalMethod } from './schedule.ts'
import type { Traversal } from './traversal.ts'

interface Head {
  readonly method: TraversalMethod
  readonly length: number
  readonly remaining: number
}

const headLayout: Layout<Head> = layout<Head>('Traversal', {
  method: oneOf(TRAVERSAL_METHODS, 'how the chain is traversed'),
  length: u32('coupons of the chain'),
  remaining: u32('coupons not yet spent'),
})

const HEAD_BYTES = headLayout.size ?? 0

/** The secret of the chain is inside: keep these bytes as the secret itself. */
export function encodeTraversal({ method, length, remaining, stored, values }: Traversal): Uint8Array {
  return concat(headLayout.encode({ method, length, remaining }), joined(values, stored))
}

/** The first so many values, end to end. */
export function joined(values: readonly Uint8Array[], count: number = values.length): Uint8Array {
  const size = values[0]?.length ?? 0
  const bytes = new Uint8Array(count * size)
  for (let at = 0; at < count; at += 1) bytes.set(values[at] ?? [], at * size)
  return bytes
}

/** The traversal of the same chain function and chain id, at the same place. Throws `DecodeError`. */
export function decodeTraversal({ valueBytes }: ChainFunction, id: Uint8Array, bytes: Uint8Array): Traversal {
  const { method, length, remaining } = headLayout.decode(bytes.subarray(0, HEAD_BYTES))
  if (!isChainLength(length)) throw new DecodeError('Traversal.length', `a chain of ${counted(length, 'coupon')}`)
  if (remaining > length) throw new DecodeError('Traversal.remaining', `${remaining} of ${counted(length, 'coupon')}`)
  const positions = scheduleOf(method, length).stored(remaining)
  const body = bytes.subarray(HEAD_BYTES)
  if (body.length !== positions.length * valueBytes) {
    throw new DecodeError('Traversal.values', `${counted(body.length, 'byte')} for ${positions.length} values`)
  }
  const values = positions.map((_, at) => body.slice(at * valueBytes, (at + 1) * valueBytes))
  return { id, method, length, remaining, stored: positions.length, positions, values }
}
