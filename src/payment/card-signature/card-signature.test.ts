import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { observed } from '../../crypto/observed.ts'
import { createTally, type OperationCounts } from '../../crypto/operations.ts'
import { must } from '../cafe-tick/testing/purse-world.ts'
import { checkCertificate } from '../card-certificate.ts'
import { payClaim, signatureIssuerOf, type SignerAccount } from './acquirer.ts'
import { cardPaymentLayout, paymentClaimLayout, plainProof, type CardPayment, type PaymentClaim } from './messages.ts'
import { acceptPayment } from './seller.ts'
import {
  LAST_COUNTER,
  lastPayment,
  NEW_SIGNER,
  pay,
  personaliseSigner,
  readSigner,
  readSignerCertificate,
  type SignerState,
} from './card.ts'
import { DAY, NOW, PAYEE, requestOf, signerWorld } from './testing/signer-world.ts'

const world = signerWorld()
const { crypto, issuer, personalisation, state, account } = world
const { certificate } = personalisation
const checked = must(checkCertificate(crypto, issuer.certificateKey.publicKey, certificate, NOW))
const [paid, payment] = pay(crypto, state, requestOf())
const claim = must(acceptPayment(plainProof(crypto), checked, requestOf(), must(payment)))
const depositor = { payee: PAYEE, now: NOW + DAY }

/** What a broken card might sign. */
function signed(changes: Partial<CardPayment>): PaymentClaim {
  const body = { ...claim.signed.payment, ...changes }
  const signature = crypto.signatures.sign(personalisation.signingKey, cardPaymentLayout.encode(body))
  return { certificate, signed: { payment: body, signature } }
}

describe('the card', () => {
  it('signs each payment under the next counter', () => {
    const [, second] = pay(crypto, paid, requestOf({ units: 5n }))
    expect([must(payment).payment.counter, must(second).payment.counter]).toEqual([1, 2])
  })

  it('repeats the last signature for the same request, and signs anew for another nonce', () => {
    expect(pay(crypto, paid, requestOf())).toEqual([paid, payment])
    const [again] = pay(crypto, paid, requestOf({ terminalNonce: new Uint8Array(16) }))
    expect(again.last?.payment.counter).toBe(2)
    expect(lastPayment(paid)).toEqual([paid, payment])
  })

  const ended: SignerState = { ...paid, last: { ...must(payment), payment: lastOfAll() } }
  it.each<[string, SignerState, Partial<CardPayment>]>([
    ['notPersonalised', NEW_SIGNER, {}],
    ['currencyWrong', state, { currency: 'EUR' }],
    ['amountZero', state, { units: 0n }],
    ['amountOverLimit', state, { units: 501n }],
    ['counterExhausted', ended, { units: 1n }],
  ])('refuses: %s', (refused, from, changes) => {
    expect(pay(crypto, from, requestOf(changes))).toEqual([from, { ok: false, refused }])
  })

  it('is personalised once, with a limit', () => {
    expect(personaliseSigner(state, personalisation)[1]).toEqual({ ok: false, refused: 'alreadyPersonalised' })
    const unlimited = { ...personalisation, largestPayment: 0n }
    expect(personaliseSigner(NEW_SIGNER, unlimited)[1]).toEqual({ ok: false, refused: 'limitWrong' })
  })

  it('tells its counter and certificate once it has them', () => {
    expect(must(readSigner(paid)[1])).toMatchObject({ currency: 'CHF', counter: 1 })
    expect(must(readSignerCertificate(state)[1])).toBe(certificate)
    for (const read of [readSigner, readSignerCertificate]) {
      expect(read(NEW_SIGNER)[1]).toEqual({ ok: false, refused: 'notPersonalised' })
    }
    expect(lastPayment(state)[1]).toEqual({ ok: false, refused: 'nothingSigned' })
  })
})

function lastOfAll(): CardPayment {
  return { ...must(payment).payment, counter: LAST_COUNTER }
}

describe('the seller', () => {
  it.each<[string, Partial<CardPayment>]>([
    ['otherCard', { cardId: new Uint8Array(8) }],
    ['otherRequest', { payee: new Uint8Array(16) }],
    ['otherRequest', { terminalNonce: new Uint8Array(16) }],
    ['otherRequest', { date: NOW + 1 }],
    ['otherRequest', { units: 29n }],
  ])('refuses %s, even when the card signed it', (refused, changes) => {
    expect(acceptPayment(plainProof(crypto), checked, requestOf(), signed(changes).signed)).toEqual({
      ok: false,
      refused,
    })
  })

  it('refuses a changed counter, which no request names', () => {
    const changed = { ...claim.signed, payment: { ...claim.signed.payment, counter: 9 } }
    expect(acceptPayment(plainProof(crypto), checked, requestOf(), changed)).toEqual({
      ok: false,
      refused: 'paymentForged',
    })
  })

  it('refuses a currency that the certificate does not speak for', () => {
    const euros = signed({ currency: 'EUR' }).signed
    const outcome = acceptPayment(plainProof(crypto), checked, requestOf({ currency: 'EUR' }), euros)
    expect(outcome).toEqual({ ok: false, refused: 'otherRequest' })
  })
})

describe('the acquirer', () => {
  const [after, outcome] = payClaim(issuer, account, depositor, claim)

  it('pays once and keeps what is owed', () => {
    expect([must(outcome), after.owed]).toEqual([30n, 30n])
    expect(payClaim(issuer, after, depositor, claim)).toEqual([after, { ok: true, value: 0n }])
  })

  it.each<[string, SignerAccount, PaymentClaim, { payee?: Uint8Array; now?: number }]>([
    ['otherCard', { ...account, cardId: new Uint8Array(8) }, claim, {}],
    ['notPayee', account, claim, { payee: new Uint8Array(16) }],
    ['currencyWrong', account, signed({ currency: 'EUR' }), {}],
    ['dateInFuture', account, claim, { now: NOW - 1 }],
    ['tooLate', account, claim, { now: NOW + 8 * DAY }],
    ['certificateExpired', account, signed({ date: NOW + 301 * DAY }), { now: NOW + 302 * DAY }],
    ['certificateForged', account, { ...claim, certificate: { ...certificate, signature: new Uint8Array(64) } }, {}],
    ['paymentForged', account, { ...claim, signed: { ...claim.signed, signature: new Uint8Array(64) } }, {}],
    ['cardBlocked', { ...account, blocked: true }, claim, {}],
    ['owedOverRange', { ...account, owed: 2n ** 63n - 30n }, claim, {}],
  ])('refuses: %s', (refused, from, asked, by) => {
    expect(payClaim(issuer, from, { ...depositor, ...by }, asked)).toEqual([from, { ok: false, refused }])
  })

  it('knows a broken card by two payments under one counter, not by a second signature under one payment', () => {
    expect(payClaim(issuer, after, depositor, signed({ units: 31n }))).toEqual([
      { ...after, blocked: true },
      { ok: false, refused: 'counterUsedTwice' },
    ])
    expect(must(payClaim(issuer, after, depositor, signed({}))[1])).toBe(0n)
  })

  it('pays what goes over the credit limit, and nothing after it', () => {
    const [blocked, over] = payClaim(issuer, { ...account, owed: 971n }, depositor, claim)
    expect([must(over), blocked.blocked]).toEqual([30n, true])
    expect(payClaim(issuer, { ...account, owed: 970n }, depositor, claim)[0].blocked).toBe(false)
  })

  it('does not pay a claim with one byte changed anywhere', () => {
    const encoded = paymentClaimLayout.encode(claim)
    fc.assert(
      fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = encoded.slice()
        changed[at] = changed[at]! ^ mask
        let hostile: PaymentClaim
        try {
          hostile = paymentClaimLayout.decode(changed)
        } catch {
          return
        }
        expect(payClaim(issuer, account, depositor, hostile)[1].ok).toBe(false)
      }),
      { numRuns: 100 },
    )
  })
})

function counts(run: (tools: typeof crypto) => unknown): OperationCounts {
  const tally = createTally()
  run(observed(crypto, tally.observe))
  return tally.read()
}

it('costs one signature at the card, one check at the seller and the acquirer, who also checks a new card', () => {
  expect(counts((tools) => pay(tools, state, requestOf()))).toEqual({ sign: 1 })
  expect(counts((tools) => acceptPayment(plainProof(tools), checked, requestOf(), claim.signed))).toEqual({ verify: 1 })
  const tally = createTally()
  const tools = observed(crypto, tally.observe)
  const acquirer = signatureIssuerOf({ ...issuer, crypto: tools, proves: plainProof(tools) })
  const [once] = payClaim(acquirer, account, depositor, claim)
  expect(tally.read()).toEqual({ verify: 2, hash: 1 })
  payClaim(acquirer, once, depositor, claim)
  expect(tally.read()).toEqual({ verify: 2, hash: 2 })
  payClaim(acquirer, account, depositor, claim)
  expect(tally.read()).toEqual({ verify: 3, hash: 3 })
})
