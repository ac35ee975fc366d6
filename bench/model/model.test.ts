import { describe, expect, it } from 'vitest'
import { findCardProfile } from '../../card-applets/time/card-profiles.ts'
import { TIME_CAUSES } from '../../card-applets/time/modelled-clock.ts'
import { costNs, workstation1996 } from './cost-profile.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY, nextLength } from '../scheme/contract/policy.ts'
import { COUNTED_PAYMENTS } from './payment-numbers.ts'
import { COSTED_SCHEMES } from '../scheme/named.ts'
import { countingCrypto, countOnce, countScheme } from './scheme-counts.ts'
import { timeTicks } from './tick-time.ts'

describe('a tick on a modelled card', () => {
  it('is the sum of its causes, and its hashes are those of the pebbles', async () => {
    const [jcop4, old] = ['jcop4-j3r180', 'jcop31-j3a080'].map((name) => findCardProfile(name)!)
    const { cards, leftOut } = await timeTicks([jcop4!, old!], 1024)
    expect(leftOut).toEqual([])
    for (const { mean, byCause } of cards) {
      for (const end of ['lowerNs', 'upperNs'] as const) {
        const parts = TIME_CAUSES.map((cause) => byCause[cause][end])
        expect(parts.reduce((sum, ns) => sum + ns)).toBeCloseTo(mean[end], 3)
        expect(byCause.signature[end]).toBe(0)
      }
    }
    // (k - 2) * 2^(k - 1) + 1 hashes for n = 2^k (chain/SPEC.md 4): nearly 4 a tick, of 44 bytes each.
    const hashesATick = (8 * 512 + 1) / 1024
    expect(cards[0]!.byCause.hash.lowerNs / hashesATick).toBeCloseTo(2.56e6, -3)
  })

  it('of a short chain hashes nothing', async () => {
    const { cards } = await timeTicks([findCardProfile('jcop4-j3r180')!], 64)
    expect(cards[0]!.byCause.hash).toEqual({ lowerNs: 0, upperNs: 0 })
  })

  it('names the card that was never measured doing it', async () => {
    const bare = { ...findCardProfile('jcop4-j3r180')!, figures: {} }
    expect(await timeTicks([bare], 4)).toMatchObject({ cards: [], leftOut: [{ title: bare.title }] })
  })
})

describe('counted payments', () => {
  it.each(COSTED_SCHEMES)('%s: what is multiplied is what is counted', async (scheme) => {
    const made = await countOnce(countingCrypto(), scheme, 7)
    expect((await countScheme(scheme, [7])).counted).toEqual([made])
  })

  it.each(COSTED_SCHEMES)('%s: the same holds on the terms of a run', async (scheme) => {
    const clear = { ...DEFAULT_CLEARING, proof: 'maced' as const }
    const terms = { options: { ikp: '1kp' }, policy: { ...DEFAULT_POLICY, firstLength: 4 }, clear }
    const [made, usual] = await Promise.all([
      countOnce(countingCrypto(), scheme, 7, terms),
      countOnce(countingCrypto(), scheme, 7),
    ])
    expect((await countScheme(scheme, [7], { terms })).counted).toEqual([made])
    expect(JSON.stringify(made) === JSON.stringify(usual)).toBe(scheme === 'purse-mac' || scheme === 'card-signature')
  })

  it('a hundred ticks cost the seller a hundred chain steps', async () => {
    const { operations } = await countOnce(countingCrypto(), 'cafe-tick', 100)
    expect(operations['seller']?.chainStep).toBe(100)
  })
})

it('counts both sides of every jump of up to 1,000 payments, where one chain ends and the next is opened', () => {
  const ends: number[] = []
  for (let end = 0, chains = 0; ; chains += 1) {
    end += nextLength(DEFAULT_POLICY, chains, 1)
    if (end >= 1_000) break
    ends.push(end, end + 1)
  }
  expect(COUNTED_PAYMENTS).toEqual(expect.arrayContaining(ends))
})

it('reckons with 1 : 100 : 10,000', () => {
  const { ns } = workstation1996()
  expect([ns.verify! / ns.hash!, ns.sign! / ns.hash!]).toEqual([100, 10_000])
  expect(costNs({ buyer: { hash: 2, chainStep: 2 }, seller: { sign: 1 } }, workstation1996().ns)).toBe(500_100_000)
})
