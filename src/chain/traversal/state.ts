// A traversal as bytes, so that it survives a crash and moves to another machine: a head of nine bytes, then the stored
// values from the lowest position up. Which positions they are follows from the head.

import { counted } from '../../bytes/counted.ts'
import { DecodeError } from '../../bytes/decode-error.ts'
import { oneOf, u32 } from '../../bytes/fields.ts'
import { layout, type Layout } from '../../bytes/layout.ts'
import { isChainLength } from '../chain.ts'
import type { ChainFunction } from '../step.ts'
import { scheduleOf, TRAVERSAL_METHODS, type TraversalMethod } from './schedule.ts'
import { traversalFrom, type Traversal } from './traversal.ts'

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
export function encodeTraversal({ method, length, remaining, stored }: Traversal): Uint8Array {
  const head = headLayout.encode({ method, length, remaining })
  const values = [...stored].sort(([a], [b]) => a - b).map(([, value]) => value)
  const bytes = new Uint8Array(head.length + values.reduce((sum, value) => sum + value.length, 0))
  bytes.set(head)
  let at = head.length
  for (const value of values) {
    bytes.set(value, at)
    at += value.length
  }
  return bytes
}

/** The traversal of the same chain function and chain id, at the same place. Throws `DecodeError`. */
export function decodeTraversal(f: ChainFunction, id: Uint8Array, bytes: Uint8Array): Traversal {
  const { method, length, remaining } = headLayout.decode(bytes.subarray(0, HEAD_BYTES))
  if (!isChainLength(length)) throw new DecodeError('Traversal.length', `a chain of ${counted(length, 'coupon')}`)
  if (remaining > length) throw new DecodeError('Traversal.remaining', `${remaining} of ${counted(length, 'coupon')}`)
  const positions = scheduleOf(method, length).stored(remaining)
  const values = bytes.subarray(HEAD_BYTES)
  if (values.length !== positions.length * f.valueBytes) {
    throw new DecodeError('Traversal.values', `${counted(values.length, 'byte')} for ${positions.length} values`)
  }
  const stored = new Map(
    positions.map((position, at) => [position, values.slice(at * f.valueBytes, (at + 1) * f.valueBytes)]),
  )
  return traversalFrom({ f, id }, method, { length, left: remaining, stored })
}
