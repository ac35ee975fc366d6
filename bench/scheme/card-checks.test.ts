// The checks of the card schemes on altered books: money that is nowhere, broken chips, and deposits that prove nothing.

import { describe, expect, it } from 'vitest'
import { printHex } from '../../src/bytes/hex.ts'
import { observed } from '../../src/crypto/observed.ts'
import { createTally } from '../../src/crypto/operations.ts'
import { Numbered } from '../../src/payment/numbered.ts'
import { deposit } from '../../src/payment/cafe-tick/acquirer.ts'
import { openTicks, tickTo } from '../../src/payment/cafe-tick/card-ticks.ts'
import { depositLayout, type Deposit } from '../../src/payment/cafe-tick/messages.ts'
import { BALANCE, must, NOW, openingOf, PAYEE, purseWorld } from '../../src/payment/cafe-tick/testing/purse-world.ts'
import { tickChecks } from './cafe-tick/checks.ts'
import type { HeldCard } from './cafe-tick/issuer.ts'
import { depositsCourt } from './cafe-tick/judge.ts'
import { signatureChecks, type SignatureHolder } from './card-signature/checks.ts'

const { card, issuer, personalisation, state, account } = purseWorld()
const [open, commitment] = openTicks(card, state, openingOf())
const tick = must(tickTo(card, open, { txCounter: 2, spent: 4 })[1])
const claim: Deposit = { certificate: personalisation.certificate, commitment: must(commitment), ...tick }
const [paidFor] = deposit(issuer, account, { payee: PAYEE, now: NOW }, claim)

const channel = undefined as unknown as HeldCard['channel'] // no check speaks with a card
const HELD: HeldCard = { channel, account: paidFor, balance: BALANCE - 20n, spentBefore: 0n }

function failing(held: Partial<HeldCard>): string[] {
  return tickChecks(new Set([{ ...HELD, ...held }]), 20n)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name)
}

function proven(changes: Partial<Deposit>, issuerKey = issuer.certificateKey.publicKey): bigint | undefined {
  const deposits = [depositLayout.encode({ ...claim, ...changes })]
  const payees = new Map([[printHex(PAYEE), '/a']])
  return depositsCourt(card.crypto).hear({ issuerKey, deposits, payees }).get('/a')
}

const CONSERVED = 'what was loaded is on the cards or with the sellers'
const BROKEN = 'no card has spent more than it was loaded with'

describe('the checks of ticks', () => {
  it('hold for books that agree', () => {
    expect(failing({})).toEqual([])
  })

  it('find a unit that is nowhere, and a card that gave out more than it had', () => {
    expect(failing({ balance: BALANCE - 21n })).toEqual([CONSERVED])
    expect(failing({ account: { ...paidFor, deposited: BALANCE + 1n } })).toEqual([BROKEN])
  })
})

describe('the judge of ticks', () => {
  it('finds what was paid', () => {
    expect(proven({})).toBe(20n)
  })

  it.each<[string, Partial<Deposit>]>([
    ['of more ticks than were shown', { spent: 5 }],
    ['with a value that is not on the chain', { value: new Uint8Array(16) }],
    ['that the card did not sign', { commitment: { ...claim.commitment, signature: new Uint8Array(64) } }],
    ['without a certificate', { certificate: { ...claim.certificate, signature: new Uint8Array(64) } }],
  ])('finds nothing in a deposit %s', (_name, changes) => {
    expect(proven(changes)).toBe(0n)
  })

  it('believes the card, and not the books, whom a deposit is for', () => {
    const books = { issuerKey: issuer.certificateKey.publicKey, deposits: [depositLayout.encode(claim)] }
    const [[found] = []] = depositsCourt(card.crypto).hear({ ...books, payees: new Map([['00', '/a']]) })
    expect(found).toBe(printHex(PAYEE))
  })

  it('verifies a commitment a chain, and the certificate of a card once, whatever portions they come in', () => {
    const tally = createTally()
    const court = depositsCourt(observed(card.crypto, tally.observe))
    const facts = { issuerKey: issuer.certificateKey.publicKey, payees: new Map([[printHex(PAYEE), '/a']]) }
    const one = depositLayout.encode(claim)
    const found = [[one, one], [], [one]].map((deposits) => court.hear({ ...facts, deposits }).get('/a') ?? 0n)
    expect(found).toEqual([40n, 0n, 20n])
    expect(tally.read().verify).toBe(3 + 1)
  })

  it('trusts nobody but the issuer', () => {
    expect(proven({}, personalisation.certificate.certificate.publicKey)).toBe(0n)
  })
})

describe('the checks of signed payments', () => {
  it('find a holder that owes what nobody was paid, and a card that is blocked', () => {
    const facts = {
      cardId: new Uint8Array(8),
      currency: 'CHF',
      creditLimit: 9n,
      payments: Numbered.of<Uint8Array>(),
    }
    const holder: SignatureHolder = { account: { ...facts, owed: 3n, blocked: true } }
    const names = signatureChecks(new Set([holder]), []).filter(({ holds }) => !holds)
    expect(names.map(({ name }) => name)).toEqual(['what holders owe is what sellers were paid', 'no card is blocked'])
  })
})
