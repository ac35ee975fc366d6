import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { observedChain } from '../../chain/observed.ts'
import { observed } from '../../crypto/observed.ts'
import { createTally } from '../../crypto/operations.ts'
import { recoverLoss, reportLost, shadowBalance } from '../card-account.ts'
import { deposit, type Depositor } from './acquirer.ts'
import { openTicks, tickTo } from './card-ticks.ts'
import { load } from './card.ts'
import { authoriseLoad, confirmLoad, issuerOf, type CardAccount } from './issuer.ts'
import { depositLayout, tickCommitmentLayout, type Deposit, type TickCommitment } from './messages.ts'
import { BALANCE, DAY, must, NOW, openingOf, OTHER_PAYEE, PAYEE, purseWorld } from './testing/purse-world.ts'

const world = purseWorld()
const { card, issuer, personalisation, account } = world
const depositor: Depositor = { payee: PAYEE, now: NOW + DAY }
const [open, opened] = openTicks(card, world.state, openingOf())

function claimOf(spent: number): Deposit {
  const answer = must(tickTo(card, open, { txCounter: 2, spent })[1])
  return { certificate: personalisation.certificate, commitment: must(opened), ...answer }
}

/** The card signs a commitment of the test's choice, as a broken one would; the chain keeps its id and anchor. */
function brokenCardSigns(changes: Partial<TickCommitment>, spent = 1): Deposit {
  const commitment = { ...must(opened).commitment, ...changes }
  const signature = card.crypto.signatures.sign(personalisation.signingKey, tickCommitmentLayout.encode(commitment))
  return { ...claimOf(spent), commitment: { commitment, signature } }
}

function refusalOf(from: CardAccount, claim: Deposit, by: Partial<Depositor> = {}): string | undefined {
  const [next, outcome] = deposit(issuer, from, { ...depositor, ...by }, claim)
  if (!outcome.ok) expect({ ...next, standing: from.standing }).toEqual(from)
  return outcome.ok ? undefined : outcome.refused
}

function paidFor(from: CardAccount, claim: Deposit): readonly [CardAccount, bigint] {
  const [next, outcome] = deposit(issuer, from, depositor, claim)
  return [next, must(outcome).units]
}

describe('deposit', () => {
  it('pays l * v for exactly l = T too', () => {
    const [next, outcome] = deposit(issuer, account, depositor, claimOf(10))
    expect(must(outcome)).toEqual({ units: 50n, spent: 10, broken: false, voidedLoad: 0n })
    expect(shadowBalance(next)).toBe(BALANCE - 50n)
  })

  it('pays only the difference for a larger count of the same chain', () => {
    const [three] = paidFor(account, claimOf(3))
    expect(paidFor(three, claimOf(8))[1]).toBe(25n)
  })

  it('repeated, or older, pays nothing and changes nothing', () => {
    const [eight] = paidFor(account, claimOf(8))
    for (const spent of [8, 3]) expect(paidFor(eight, claimOf(spent))).toEqual([eight, 0n])
  })

  it('costs a check of the commitment, one of a new card and l hashes, and only the new hashes the second time', () => {
    const tally = createTally()
    const chain = observedChain(issuer.chain, tally.observe)
    const counting = issuerOf({ ...issuer, chain, crypto: observed(issuer.crypto, tally.observe) })
    const [three] = deposit(counting, account, depositor, claimOf(3))
    expect(tally.read()).toEqual({ hash: 4, chainStep: 3, verify: 2 })
    deposit(counting, three, depositor, claimOf(8))
    expect(tally.read()).toEqual({ hash: 10, chainStep: 8, verify: 2 })
    deposit(counting, account, depositor, claimOf(1))
    expect(tally.read()).toEqual({ hash: 12, chainStep: 9, verify: 3 })
  })

  it('hashes and verifies nothing for a claim that a cheap check refuses', () => {
    const tally = createTally()
    const counting = issuerOf({ ...issuer, crypto: observed(issuer.crypto, tally.observe) })
    deposit(counting, account, { ...depositor, payee: OTHER_PAYEE }, claimOf(3))
    expect(tally.read()).toEqual({})
  })

  const lost = reportLost(account, NOW - 1)
  it.each<[string, string, CardAccount, Deposit, Partial<Depositor>]>([
    ['a claim for another card', 'otherCard', { ...account, cardId: new Uint8Array(8) }, claimOf(1), {}],
    ['a depositor who is not the payee', 'notPayee', account, claimOf(1), { payee: OTHER_PAYEE }],
    ['another currency', 'currencyWrong', account, brokenCardSigns({ currency: 'EUR' }), {}],
    ['a date to come', 'dateInFuture', account, claimOf(1), { now: NOW - 1 }],
    ['a deposit after the window', 'tooLate', account, claimOf(1), { now: NOW + 8 * DAY }],
    [
      'a chain opened after expiry',
      'openedAfterExpiry',
      account,
      brokenCardSigns({ date: NOW + 301 * DAY }),
      { now: NOW + 302 * DAY },
    ],
    ['a chain opened after the loss', 'cardLost', lost, claimOf(1), {}],
    ['a refunded card', 'cardLost', { ...account, standing: 'refunded' }, claimOf(1), {}],
    ['a broken card', 'cardBroken', { ...account, standing: 'broken' }, claimOf(1), {}],
    ['a chain of length 0', 'limitOutOfRange', account, brokenCardSigns({ limit: 0 }), {}],
    ['an absurdly long chain', 'limitOutOfRange', account, brokenCardSigns({ limit: 2 ** 32 - 1 }), {}],
    ['a tick of no value', 'valueOutOfRange', account, brokenCardSigns({ tickValue: 0n }), {}],
    ['v * T that overflows 64 bits', 'valueOutOfRange', account, brokenCardSigns({ tickValue: 2n ** 62n }), {}],
    [
      'a sum of deposits over the range',
      'depositedOverRange',
      { ...account, deposited: 2n ** 63n - 5n },
      claimOf(1),
      {},
    ],
    ['a claim of zero', 'spentOutOfRange', account, { ...claimOf(1), spent: 0 }, {}],
    ['a claim of more than T', 'spentOutOfRange', account, { ...claimOf(1), spent: 11 }, {}],
    ['a claim of one more than was disclosed', 'valueNotOnChain', account, { ...claimOf(4), spent: 5 }, {}],
    [
      'a longer count with the same value',
      'valueNotOnChain',
      paidFor(account, claimOf(4))[0],
      {
        ...claimOf(4),
        spent: 5,
      },
      {},
    ],
  ])('refuses %s', (_name, refused, from, claim, by) => {
    expect(refusalOf(from, claim, by)).toBe(refused)
  })

  it('refuses a forged certificate and a forged commitment', () => {
    const claim = claimOf(3)
    const { certificate, commitment } = claim
    const wrong = new Uint8Array(64)
    expect(refusalOf(account, { ...claim, certificate: { ...certificate, signature: wrong } })).toBe(
      'certificateForged',
    )
    expect(refusalOf(account, { ...claim, commitment: { ...commitment, signature: wrong } })).toBe('commitmentForged')
  })

  it('pays for chains opened before the loss', () => {
    expect(refusalOf(reportLost(account, NOW + 1), claimOf(3))).toBeUndefined()
  })

  it('a claim with one byte changed anywhere is not paid', () => {
    const encoded = depositLayout.encode(claimOf(3))
    fc.assert(
      fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = encoded.slice()
        changed[at] = changed[at]! ^ mask
        let claim: Deposit
        try {
          claim = depositLayout.decode(changed)
        } catch {
          return
        }
        expect(deposit(issuer, account, depositor, claim)[1].ok).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a broken card', () => {
  it('is known by a second commitment under one number', () => {
    const [three] = paidFor(account, claimOf(3))
    const [next, outcome] = deposit(issuer, three, depositor, brokenCardSigns({ tickValue: 9n }, 4))
    expect(outcome).toEqual({ ok: false, refused: 'numberUsedTwice' })
    expect(next).toEqual({ ...three, standing: 'broken' })
  })

  it('is not accused on a forged second commitment', () => {
    const [three] = paidFor(account, claimOf(3))
    const claim = brokenCardSigns({ tickValue: 9n }, 4)
    const forged = { ...claim, commitment: { ...claim.commitment, signature: new Uint8Array(64) } }
    expect(deposit(issuer, three, depositor, forged)).toEqual([three, { ok: false, refused: 'commitmentForged' }])
  })

  it('is not accused when only the signature differs: whoever can make a second one is not the card', () => {
    const [three] = paidFor(account, claimOf(3))
    const claim = { ...claimOf(4), commitment: { ...claimOf(4).commitment, signature: new Uint8Array(64) } }
    expect(paidFor(three, claim)[1]).toBe(5n)
  })

  it('is known by a shadow balance below zero: this seller is paid, nobody after', () => {
    const poor = { ...account, loaded: 40n }
    const [next, outcome] = deposit(issuer, poor, depositor, claimOf(9))
    expect(must(outcome)).toMatchObject({ units: 45n, broken: true })
    expect(refusalOf(next, claimOf(10))).toBe('cardBroken')
  })

  it('is not accused at a shadow balance of exactly zero', () => {
    expect(must(deposit(issuer, { ...account, loaded: 50n }, depositor, claimOf(10))[1]).broken).toBe(false)
  })
})

describe('loads at the issuer', () => {
  const [authorisedTwo, order] = authoriseLoad(issuer, account, { txCounter: 2, units: 70n })

  it('count from the authorisation on, once', () => {
    expect(shadowBalance(authorisedTwo)).toBe(BALANCE + 70n)
    expect(authoriseLoad(issuer, authorisedTwo, { txCounter: 2, units: 70n })).toEqual([authorisedTwo, order])
  })

  it('never two under one number', () => {
    expect(authoriseLoad(issuer, authorisedTwo, { txCounter: 2, units: 71n })[1]).toEqual({
      ok: false,
      refused: 'numberUsed',
    })
    expect(authoriseLoad(issuer, paidFor(account, claimOf(1))[0], { txCounter: 2, units: 1n })[1]).toEqual({
      ok: false,
      refused: 'numberUsed',
    })
  })

  it('are voided by a chain under their number, which proves that they never happened', () => {
    const [next, outcome] = deposit(issuer, authorisedTwo, depositor, claimOf(3))
    expect(must(outcome)).toMatchObject({ units: 15n, voidedLoad: 70n })
    expect(shadowBalance(next)).toBe(BALANCE - 15n)
  })

  it('confirmed by a receipt, show a card that uses their number again', () => {
    const [state, receipt] = load(card, world.state, must(order))
    expect(state.account.txCounter).toBe(2)
    const [confirmed, units] = confirmLoad(issuer, authorisedTwo, must(receipt))
    expect(must(units)).toBe(70n)
    expect(deposit(issuer, confirmed, depositor, claimOf(3))).toEqual([
      { ...confirmed, standing: 'broken' },
      { ok: false, refused: 'numberUsedTwice' },
    ])
    const [voided] = deposit(issuer, authorisedTwo, depositor, claimOf(3))
    expect(confirmLoad(issuer, voided, must(receipt))).toEqual([
      { ...voided, standing: 'broken' },
      { ok: false, refused: 'numberUsedTwice' },
    ])
  })

  it.each<[string, CardAccount, { txCounter: number; units: bigint }]>([
    ['nothingToLoad', account, { txCounter: 2, units: 0n }],
    ['cardNotGood', reportLost(account, NOW), { txCounter: 2, units: 1n }],
    ['loadedOverRange', account, { txCounter: 2, units: 2n ** 63n - 1n }],
  ])('refuse %s', (refused, from, asked) => {
    expect(authoriseLoad(issuer, from, asked)).toEqual([from, { ok: false, refused }])
  })

  it('refuse receipts of another card, forged ones and ones never ordered', () => {
    const receipt = must(load(card, world.state, must(order))[1])
    const refusal = (from: CardAccount, changed: typeof receipt) => {
      const [, outcome] = confirmLoad(issuer, from, changed)
      return outcome.ok ? undefined : outcome.refused
    }
    expect(refusal({ ...account, cardId: new Uint8Array(8) }, receipt)).toBe('otherCard')
    expect(refusal(authorisedTwo, { ...receipt, done: { ...receipt.done, units: 71n } })).toBe('receiptForged')
    expect(refusal(account, receipt)).toBe('neverAuthorised')
  })
})

describe('loss recovery', () => {
  const [spent] = paidFor(account, claimOf(4))
  const lost = reportLost(spent, NOW + DAY)
  const late = NOW + 9 * DAY

  it('pays back loads - deposits, once, after the last possible deposit', () => {
    const [refunded, outcome] = recoverLoss(lost, issuer.depositWindowMs, late)
    expect(must(outcome)).toBe(BALANCE - 20n)
    expect(recoverLoss(refunded, issuer.depositWindowMs, late)).toEqual([refunded, { ok: false, refused: 'notLost' }])
  })

  it.each<[string, CardAccount, number]>([
    ['notLost', spent, late],
    ['notLost', { ...lost, standing: 'broken' }, late],
    ['tooEarly', lost, NOW + 8 * DAY],
    ['nothingLeft', { ...lost, loaded: lost.deposited }, late],
  ])('refuses: %s', (refused, from, now) => {
    expect(recoverLoss(from, issuer.depositWindowMs, now)).toEqual([from, { ok: false, refused }])
  })
})
