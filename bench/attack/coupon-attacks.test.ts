import { expect, it } from 'vitest'
import type { Attack } from './attack.ts'
import { doubleTranslation } from './double-translation.ts'
import { forgedClear } from './forged-clear.ts'
import { forwardDerivation } from './forward-derivation.ts'
import { listGrowth } from './list-growth.ts'
import { overClearing } from './over-clearing.ts'
import { replayedRate } from './replayed-rate.ts'
import { stolenCoupon } from './stolen-coupon.ts'

/** Setting, who gains what (nothing when stopped), and the check. */
async function table(attack: Attack): Promise<readonly unknown[]> {
  const rows = await attack.run()
  return rows.map(({ setting, outcome, gains, because }) => {
    const moved = Object.fromEntries(Object.entries(gains).filter(([, units]) => units !== 0n))
    return [setting, outcome, moved, because]
  })
}

it('forged-clear robs a seller only where the first claim is final', async () => {
  expect(await table(forgedClear)).toEqual([
    ['first-is-final (unsafe)', 'succeeds', { buyer: 70n, seller: -70n }, expect.stringContaining('first claim')],
    ['unsigned-cumulative', 'succeeds', { seller: -3n, acquirer: 3n }, expect.stringContaining('one fee more')],
    ['maced', 'stopped', {}, 'proofWrong'],
    ['signed', 'stopped', {}, 'proofWrong'],
  ])
})

it('stolen-coupon buys nothing under a session key', async () => {
  expect(await table(stolenCoupon)).toEqual([
    ['coupon alone', 'succeeds', { buyer: -1n, thief: 1n }, expect.any(String)],
    ['session key', 'stopped', {}, 'tagWrong'],
  ])
})

it('forward-derivation buys nothing with a token', async () => {
  expect(await table(forwardDerivation)).toEqual([
    ['coupon by its hash', 'succeeds', { buyer: -1n, thief: 1n }, expect.any(String)],
    ['token under K_(TTP,S)', 'stopped', {}, 'tokenTagWrong'],
  ])
})

it('over-clearing is undone by an honest report and not by a false one', async () => {
  expect(await table(overClearing)).toEqual([
    ['no reconciliation', 'succeeds', { buyer: -1n, seller: 1n }, expect.any(String)],
    ['redemption report', 'stopped', {}, expect.any(String)],
    ['false report', 'succeeds', { buyer: -1n, seller: 1n }, expect.any(String)],
  ])
})

it('list-growth ends at either limit', async () => {
  expect(await table(listGrowth)).toEqual([
    ['no limit', 'succeeds', {}, '59 coupons on the list for one that was used'],
    ['limit on the gap', 'stopped', {}, 'gapTooLong'],
    ['limit on the list', 'stopped', {}, 'listFull'],
  ])
})

it('double-translation needs two writes', async () => {
  expect(await table(doubleTranslation)).toEqual([
    ['crash between two writes', 'succeeds', { buyer: 1n, broker: -1n }, expect.any(String)],
    ['one change', 'stopped', {}, expect.any(String)],
  ])
})

it('replayed-rate needs a broker that looks back', async () => {
  expect(await table(replayedRate)).toEqual([
    ['rate of the opening', 'succeeds', { buyer: 25n, broker: -25n }, expect.any(String)],
    ['rate of the moment', 'stopped', {}, 'rateOutdated'],
  ])
})
