// What a scheme checks of itself must be able to fail: books that somebody has altered after a run, counts that differ
// from the formulas, and stored evidence that proves less than was paid.

import { describe, expect, it } from 'vitest'
import { createMemoryLedger, type Account, type SellerAccount } from '../../src/payment/ikp/ledger.ts'
import { ledgerChecks } from './ikp/checks.ts'
import { countedCheck, judgedCheck } from './contract/self-check.ts'

const ACCOUNT: Account = {
  number: '1',
  expiration: '12/99',
  pin: undefined,
  currency: 'CHF',
  creditLimit: 100n,
  held: 0n,
  charged: 9n,
  signatureKey: undefined,
  wrongPins: [],
}
const SELLERS: readonly SellerAccount[] = [
  { sellerId: 's1', credited: 5n, refunded: 0n, fees: 1n },
  { sellerId: 's2', credited: 6n, refunded: 2n, fees: 0n },
]

function failing(account: Partial<Account>, earned = 1n): readonly string[] {
  const ledger = createMemoryLedger([{ ...ACCOUNT, ...account }], [])
  for (const seller of SELLERS) ledger.apply({ seller, own: { fees: earned } })
  return ledgerChecks(ledger)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name)
}

describe('the checks of iKP', () => {
  it('hold for books that agree', () => {
    expect(failing({})).toEqual([])
  })

  it('find a buyer that was charged too much, a hold that nobody released, and fees that nobody earned', () => {
    expect(failing({ charged: 10n })).toEqual(['what buyers were charged is what sellers were credited'])
    expect(failing({ held: 1n })).toEqual(['no hold is left open'])
    expect(failing({}, 0n)).toEqual(['fees that sellers were billed are what the acquirer earned'])
  })
})

describe('the check of the judge', () => {
  const paid = new Map([
    ['s1', 5n],
    ['s2', 4n],
    ['s3', 0n],
  ])
  it.each<[string, ReadonlyMap<string, bigint>, boolean]>([
    ['holds where both agree, seller by seller', new Map(paid), true],
    ['needs no word on who earned nothing', new Map([...paid].slice(0, 2)), true],
    ['finds evidence for less than was paid', new Map([['s1', 5n]]), false],
    ['finds evidence for more', new Map([...paid, ['s3', 1n]]), false],
    ['finds the right sum of other sellers', new Map([...paid, ['s1', 4n], ['s2', 5n]]), false],
    ['finds a claim of somebody who was never paid', new Map([...paid, ['s4', 1n]]), false],
  ])('%s', (_name, owed, holds) => {
    expect(judgedCheck('a judge', owed, paid).holds).toBe(holds)
  })
})

describe('the check of the formulas', () => {
  const counted = { card: { sign: 2, hash: 7 }, seller: { verify: 2 } }
  it('holds for what they state and is silent on the rest', () => {
    expect(countedCheck({ card: { sign: 2 }, seller: { verify: 2, sign: 0 } }, counted).holds).toBe(true)
  })

  it('finds one operation more, and a party that did nothing', () => {
    expect(countedCheck({ card: { sign: 1 } }, counted)).toMatchObject({
      holds: false,
      detail: 'card: sign: 2 instead of 1',
    })
    expect(countedCheck({ issuer: { verify: 1 } }, counted).holds).toBe(false)
  })
})
