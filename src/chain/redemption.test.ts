import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainValues, refuseSpend, type ChainCommitment } from './chain.ts'
import { BATCH_COUPONS, kernelChain } from './kernel/kernel.ts'
import { nobleKernel, REFERENCE_CHAINS } from './kernel/noble.ts'
import type { StepName } from './kernel/step-block.ts'
import { typescriptKernel } from './kernel/typescript.ts'
import { webAssemblyKernel } from './kernel/webassembly.ts'
import { checkpointIndices, refuseRedemption, type HeldValues } from './redemption.ts'

const LENGTH = 2500
const id = new Uint8Array(16).fill(4)

function chainOf(step: StepName, length = LENGTH): { values: Uint8Array; chain: ChainCommitment; valueBytes: number } {
  const f = kernelChain(webAssemblyKernel(step))
  const values = chainValues(f, id, new Uint8Array(f.valueBytes).fill(6), length)
  return { values, chain: { id, length, anchor: values.slice(-f.valueBytes) }, valueBytes: f.valueBytes }
}

const CHAINS = { indexed: chainOf('indexed'), plain: chainOf('plain') }

function held(step: StepName, indices: Iterable<number>): HeldValues {
  const { values, valueBytes } = CHAINS[step]
  const at = Uint32Array.from(indices)
  const kept = new Uint8Array(at.length * valueBytes)
  for (const [n, index] of at.entries())
    kept.set(values.subarray(index * valueBytes, (index + 1) * valueBytes), n * valueBytes)
  return { indices: at, values: kept }
}

const allFrom = (first: number) => Array.from({ length: LENGTH - first }, (_, n) => first + n)

const CREATORS = { webAssemblyKernel, typescriptKernel, nobleKernel }
const STEPS: readonly StepName[] = ['indexed', 'plain']
const CASES = Object.entries(CREATORS).flatMap(([name, create]) => STEPS.map((step) => ({ name, step, create })))

describe.each(CASES)('$name, $step step', ({ step, create }) => {
  const kernel = create(step)
  const { chain } = CHAINS[step]

  it.each([
    ['all links', allFrom(0)],
    ['all links of a part', allFrom(1000)],
    ['exactly one batch', allFrom(LENGTH - BATCH_COUPONS)],
    ['one more than a batch', allFrom(LENGTH - BATCH_COUPONS - 1)],
    ['three checkpoints', [...checkpointIndices(3, LENGTH, 4)]],
    ['the claimed value alone', [7]],
    ['the last coupon before the anchor', [LENGTH - 1]],
  ])('redeems from %s', (_what, indices) => {
    expect(refuseRedemption(kernel, chain, held(step, indices))).toBeUndefined()
  })

  it('refuses whatever a walk from value to value refuses', () => {
    const f = REFERENCE_CHAINS[step]
    const spoilt = fc.record({
      indices: fc.uniqueArray(fc.nat(LENGTH - 1), { minLength: 1, maxLength: 9 }),
      spoil: fc.option(fc.tuple(fc.nat(8), fc.nat(f.valueBytes * 8 - 1)), { nil: undefined }),
    })
    fc.assert(
      fc.property(spoilt, ({ indices, spoil }) => {
        const shown = held(
          step,
          indices.toSorted((a, b) => a - b),
        )
        const row = spoil === undefined ? undefined : spoil[0] % indices.length
        if (spoil !== undefined) shown.values[row! * f.valueBytes + (spoil[1] >> 3)]! ^= 1 << (spoil[1] & 7)
        const first = { spent: LENGTH - shown.indices[0]!, value: shown.values.slice(0, f.valueBytes) }
        const best = { spent: 0, value: chain.anchor }
        const refused = refuseRedemption(kernel, chain, shown)
        expect(refused).toBe(spoil === undefined ? undefined : 'valueNotOnChain')
        if (refused === undefined) expect(refuseSpend(f, chain, best, first)).toBeUndefined()
      }),
      { numRuns: 20 },
    )
  })
})

describe('refuses before any hash', () => {
  const kernel = webAssemblyKernel('indexed')
  const { chain } = CHAINS.indexed

  it.each([
    ['nothingHeld', held('indexed', [])],
    ['indicesNotRising', held('indexed', [5, 5])],
    ['indicesNotRising', held('indexed', [6, 5])],
    ['indicesNotRising', held('indexed', [LENGTH])],
    ['valueWrongSize', { ...held('indexed', [5, 6]), values: new Uint8Array(31) }],
  ])('%s', (refusal, shown) => {
    expect(refuseRedemption(kernel, chain, shown)).toBe(refusal)
  })

  it('the values of another chain, which lead to each other but not to the anchor', () => {
    const other = { ...chain, anchor: new Uint8Array(16) }
    expect(refuseRedemption(kernel, other, held('indexed', allFrom(0)))).toBe('valueNotOnChain')
  })
})

describe('checkpointIndices', () => {
  it('gives pieces that differ by one step at most and start with the claimed value', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 40 }),
        (from, way, pieces) => {
          const ends = [...checkpointIndices(from, from + way, pieces), from + way]
          const lengths = ends.slice(1).map((end, at) => end - ends[at]!)
          expect(ends[0]).toBe(from)
          expect(lengths).toHaveLength(Math.min(pieces, way))
          expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})
