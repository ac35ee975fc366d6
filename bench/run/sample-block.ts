// What a run keeps: the samples of one case in one round, raw, in whole nanoseconds, as one line of JSON. Everything
// else is derived from these and can be derived again.

import { counted } from '../../src/bytes/counted.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'

export interface SampleBlock {
  /** Name of the case. */
  readonly name: string
  readonly round: number
  /** In each sample. */
  readonly operations: number
  /** In the order of time, each for all operations of the sample. */
  readonly operationNs: readonly number[]
  /** As many, each taken beside the sample of the same place; empty where the case has no baseline. */
  readonly baselineNs: readonly number[]
}

/** Without the line's end. */
export function printBlock({ name, round, operations, operationNs, baselineNs }: SampleBlock): string {
  return JSON.stringify({ name, round, operations, operationNs, baselineNs })
}

/** Throws `DecodeError` naming the field. */
export function parseBlock(line: string): SampleBlock {
  return checkBlock(parseObject(line))
}

/** The same of what a line has already become. Throws `DecodeError`. */
export function checkBlock(found: unknown): SampleBlock {
  if (typeof found !== 'object' || found === null) throw new DecodeError('block', 'not an object')
  const { name, round, operations, operationNs, baselineNs } = found as Readonly<Record<string, unknown>>
  if (typeof name !== 'string') throw new DecodeError('name', 'not text')
  if (!isCount(round)) throw new DecodeError('round', 'not a whole number')
  if (!isCount(operations) || operations === 0) throw new DecodeError('operations', 'not a whole number above 0')
  if (!areTimes(operationNs) || operationNs.length === 0) throw new DecodeError('operationNs', 'not a list of times')
  if (!areTimes(baselineNs)) throw new DecodeError('baselineNs', 'not a list of times')
  if (baselineNs.length > 0 && baselineNs.length !== operationNs.length) {
    throw new DecodeError('baselineNs', `${counted(baselineNs.length, 'sample')} beside ${operationNs.length}`)
  }
  return { name, round, operations, operationNs, baselineNs }
}

/** A line that holds one JSON object. Throws `DecodeError`. */
export function parseObject(line: string): Readonly<Record<string, unknown>> {
  const found = parseJson(line)
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    throw new DecodeError('line', 'not a JSON object')
  }
  return found as Readonly<Record<string, unknown>>
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new DecodeError('line', 'not JSON', { cause })
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function areTimes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isCount)
}
