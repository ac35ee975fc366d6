// What a scheme checks of itself must be able to fail: books that somebody has altered after a run, and stored evidence
// that proves less than was paid.

import { describe, expect, it } from 'vitest'
import { createMemoryLedger, type Account, type SellerAccount } from '../../src/payment/ikp/ledger.ts'
import { ikpChecks, type JudgedClaim } from './ikp/checks.ts'

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
const CLAIMS: readonly JudgedClaim[] = [
  { sellerId: 's1', owed: 5n },
  { sellerId: 's2', owed: 4n },
]

interface Books {
  readonly account?: Partial<Account>
  readonly sellers?: readonly SellerAccount[]
  readonly earned?: bigint
  readonly claims?: readonly JudgedClaim[]
}

function failing({ account, sellers = SELLERS, earned = 1n, claims = CLAIMS }: Books): readonly string[] {
  const ledger = createMemoryLedger([{ ...ACCOUNT, ...account }], [])
  for (const seller of sellers) ledger.apply({ seller, own: { fees: earned } })
  return ikpChecks(ledger, claims)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name)
}

const CLAIMED = 'a judge finds the same claims in the stored evidence'

describe('the checks of iKP', () => {
  it('hold for books that agree', () => {
    expect(failing({})).toEqual([])
  })

  it.each<[string, Books, readonly string[]]>([
    [
      'a buyer that was charged too much',
      { account: { charged: 10n } },
      ['what buyers were charged is what sellers were credited'],
    ],
    ['a hold that nobody released', { account: { held: 1n } }, ['no hold is left open']],
    ['fees that nobody earned', { earned: 0n }, ['fees that sellers were billed are what the acquirer earned']],
    ['evidence for less than was paid', { claims: CLAIMS.slice(0, 1) }, [CLAIMED]],
    [
      'evidence of the right sum, but of other sellers',
      {
        claims: [
          { sellerId: 's1', owed: 4n },
          { sellerId: 's2', owed: 5n },
        ],
      },
      [CLAIMED],
    ],
  ])('find %s', (_name, books, expected) => {
    expect(failing(books)).toEqual(expected)
  })
})
