import { expect, it } from 'vitest'
import { whatDiffers } from './comparable.ts'
import type { Environment } from './environment.ts'
import { inventedDocument, inventedEnvironment, inventedResult } from './testing/documents.ts'

const run = (part: Partial<Environment> = {}, result = {}) =>
  inventedDocument([inventedResult({ id: 'a/1', name: 'a', operations: 100, ...result })], {
    environment: { ...inventedEnvironment, ...part },
  })

it.each([
  ['processor (Invented 1, Invented 2)', run({ cpu: 'Invented 2' })],
  ['node (20.20.2, 24.0.0)', run({ node: '24.0.0' })],
  ['flags', run({ flags: ['--single-threaded-gc'] })],
  ['time', run({ facts: { time: 'elapsed' } })],
  ['workload', run({ facts: { workload: '150 payments' } })],
  ['operations in a sample of a (100, 151)', run({}, { operations: 151 })],
  ['what shares a process with a (a, crowd)', run({}, { seat: 'crowd' })],
])('runs that differ in %s are not judged', (field, after) => {
  expect(whatDiffers(run(), after)).toBe(field)
})

it.each([
  ['a kernel, which is the change', run({ facts: { kernel: 'javascript' }, commit: null })],
  ['the effort, as long as samples are alike', run({ facts: { effort: 'quick' } })],
  ['a few operations', run({}, { operations: 125 })],
  ['a name', run({}, { name: 'new words' })],
  ['a result that only one of them has', run({}, { id: 'a/2', operations: 1 })],
])('runs that differ in %s are', (_what, after) => {
  expect(whatDiffers(run(), after)).toBeUndefined()
})
