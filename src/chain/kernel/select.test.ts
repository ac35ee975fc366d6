import { describe, expect, it } from 'vitest'
import type { ChainKernel } from './kernel.ts'
import { passesSelfTest } from './self-test.ts'
import { selectKernel, type KernelCandidate } from './select.ts'
import { typescriptKernel } from './typescript.ts'

type Fault = (kernel: ChainKernel) => ChainKernel

/** Each is a fault that a kernel could really have. */
const FAULTS: Record<string, Fault> = {
  'accepts everything': (kernel) => ({ ...kernel, match: (count) => void kernel.batch.matches.fill(1, 0, count) }),
  'refuses everything': (kernel) => ({ ...kernel, match: (count) => void kernel.batch.matches.fill(0, 0, count) }),
  'compares all bytes but the last': (kernel) => ({
    ...kernel,
    match(count) {
      const { values, expected, from, to, matches, ids } = kernel.batch
      for (let row = 0; row < count; row += 1) {
        const [start, end] = [row * kernel.valueBytes, (row + 1) * kernel.valueBytes]
        const value = values.slice(start, end)
        kernel.advance(ids.subarray(row * 16, row * 16 + 16), value, from[row]!, to[row]!)
        matches[row] = value.subarray(0, -1).every((byte, at) => byte === expected[start + at]) ? 1 : 0
      }
    },
  }),
  'judges three rows of four': (kernel) => ({
    ...kernel,
    match: (count) => kernel.match(count - (count % 4 === 0 ? 1 : 0)),
  }),
  'takes the index as signed': (kernel) => ({
    ...kernel,
    advance: (id, value, from, to) => kernel.advance(id, value, from | 0, to | 0),
  }),
  'takes one step too few in long walks': (kernel) => ({
    ...kernel,
    advance: (id, value, from, to) => kernel.advance(id, value, from, to - from > 50 ? to - 1 : to),
  }),
  'does nothing': (kernel) => ({ ...kernel, advance: () => undefined }),
  throws: (kernel) => ({
    ...kernel,
    advance() {
      throw new Error('no')
    },
  }),
}

function faulty(fault: Fault): KernelCandidate {
  return { name: 'webassembly', create: (step) => fault(typescriptKernel(step)) }
}

const typescript: KernelCandidate = { name: 'typescript', create: typescriptKernel }

it.each(['indexed', 'plain'] as const)('runs WebAssembly here, for the %s step', (step) => {
  const { kernel, passedOver } = selectKernel(step)
  expect({ name: kernel.name, step: kernel.step, passedOver }).toEqual({ name: 'webassembly', step, passedOver: [] })
})

describe('a kernel with a fault is never used', () => {
  it.each(Object.entries(FAULTS))('%s', (_name, fault) => {
    const { kernel, passedOver } = selectKernel('indexed', [faulty(fault), typescript])
    expect({ name: kernel.name, passedOver }).toEqual({
      name: 'typescript',
      passedOver: [{ name: 'webassembly', reason: 'failedSelfTest' }],
    })
  })
})

it('passes over a kernel that the platform cannot make, and keeps the cause', () => {
  const cause = new Error('no vectors here')
  const missing: KernelCandidate = {
    name: 'webassembly',
    create() {
      throw cause
    },
  }
  const { kernel, passedOver } = selectKernel('indexed', [missing, typescript])
  expect({ name: kernel.name, passedOver }).toEqual({
    name: 'typescript',
    passedOver: [{ name: 'webassembly', reason: 'unavailable', cause }],
  })
})

it('is left with the reference when nothing passes', () => {
  const { kernel, passedOver } = selectKernel('plain', [faulty((kernel) => ({ ...kernel, advance: () => undefined }))])
  expect([kernel.name, passedOver.length, passesSelfTest(kernel)]).toEqual(['noble', 1, true])
})

it('gives every caller a kernel with a batch of its own', () => {
  expect(selectKernel('indexed').kernel.batch).not.toBe(selectKernel('indexed').kernel.batch)
})
