// Set up for tests that run verbs: what the answer and the charts of a comparison need beside it is found once a run of the
// tests, not once a comparison. It is of the machine, the terms and the code, never of the workload, and takes longer than
// most comparisons of the tests. Processes share it by a folder that goes with the run (memo-folder.ts).

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject, vi } from 'vitest'

vi.mock(import('../../compare/yardsticks.ts'), async (importOriginal) => {
  const real = await importOriginal()
  return { ...real, measureYardsticks: once(real.measureYardsticks, (request) => [request]) }
})

vi.mock(import('../../model/scheme-counts.ts'), async (importOriginal) => {
  const real = await importOriginal()
  return {
    ...real,
    countScheme: once(real.countScheme, (scheme, numbers, { crypto, terms } = {}) => {
      return [scheme, numbers, crypto?.suite, terms]
    }),
  }
})

function once<Args extends unknown[], Found>(
  find: (...args: Args) => Promise<Found>,
  keyOf: (...args: Args) => readonly unknown[],
): (...args: Args) => Promise<Found> {
  const known = new Map<string, Promise<Found>>()
  return (...args) => {
    const key = JSON.stringify(keyOf(...args), (_name, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    )
    const found = known.get(key) ?? kept(`${find.name} ${key}`, () => find(...args))
    known.set(key, found)
    return found
  }
}

/** Plain data. Two processes may find it at the same time: they write the same. */
async function kept<Found>(key: string, find: () => Promise<Found>): Promise<Found> {
  const file = join(inject('memoFolder'), createHash('sha256').update(key).digest('hex'))
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Found
  const found = await find()
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(found))
  renameSync(`${file}.${process.pid}`, file)
  return found
}
