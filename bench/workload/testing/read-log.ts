// For tests of logs: lines, and what becomes of a log of them.

import { expect } from 'vitest'
import { readAccessLog } from '../access-log.ts'
import type { Workload } from '../micro-transaction.ts'
import { unitPerRequest, type PriceRule } from '../price.ts'
import { WorkloadError } from '../workload-error.ts'

const encoder = new TextEncoder()

/** A line of Combined Log Format, with its line end. */
export function entry(request: string, status = 200, size: number | '-' = 10): string {
  return `192.0.2.7 - - [17/May/2015:10:05:03 +0000] "${request}" ${status} ${size} "-" "An agent"\n`
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

export async function read(log: string | Uint8Array, price: PriceRule = unitPerRequest): Promise<Workload> {
  return readAccessLog({ path: '-', price, standardInput: once(typeof log === 'string' ? encoder.encode(log) : log) })
}

/** That a reading must end with. */
export async function refusal(reading: Promise<Workload>): Promise<WorkloadError> {
  const error: unknown = await reading.catch((error: unknown) => error)
  if (!(error instanceof WorkloadError)) throw new Error('no WorkloadError', { cause: error })
  expect(error.message).toMatch(/^\P{Cc}+$/u)
  return error
}
