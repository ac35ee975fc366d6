import { describe, expect, it } from 'vitest'
import { createTally } from '../../crypto/operations.ts'
import { observed } from '../../crypto/observed.ts'
import { observedChain } from '../../chain/observed.ts'
import { openTicks, tickTo } from './card-ticks.ts'
import type { OpenRequest } from './card-messages.ts'
import { tickCommitmentLayout, type SignedCommitment, type TickCommitment } from './messages.ts'
import { cardCertificateLayout, checkCertificate } from '../card-certificate.ts'
import { acceptChain, acceptTick, depositOf, type SellerChain } from './seller.ts'
import { DAY, must, NOW, openingOf, OTHER_PAYEE, purseWorld } from './testing/purse-world.ts'

const world = purseWorld()
const { card, issuer, personalisation } = world
const { certificate } = personalisation
const issuerKey = issuer.certificateKey.publicKey
const checked = must(checkCertificate(card.crypto, issuerKey, certificate, NOW))
const [open, opened] = openTicks(card, world.state, openingOf())
const signed = must(opened)

/** A commitment that the card signs although it says something else: what a seller must notice by itself. */
function resigned(changes: Partial<TickCommitment>): SignedCommitment {
  const commitment = { ...signed.commitment, ...changes }
  const { signingKey } = personalisation
  return { commitment, signature: card.crypto.signatures.sign(signingKey, tickCommitmentLayout.encode(commitment)) }
}

function accepted(): SellerChain {
  return must(acceptChain(card, checked, openingOf(), signed))
}

function tickOf(spent: number): { readonly spent: number; readonly value: Uint8Array } {
  return must(tickTo(card, open, { txCounter: 2, spent })[1])
}

describe('checkCertificate', () => {
  it('refuses one that has expired', () => {
    expect(checkCertificate(card.crypto, issuerKey, certificate, NOW + 301 * DAY)).toEqual({
      ok: false,
      refused: 'certificateExpired',
    })
  })

  it('trusts the issuer key that it is given, never one from the message', () => {
    const forger = card.crypto.signatures.keyPair(card.random)
    const signature = card.crypto.signatures.sign(
      forger.secretKey,
      cardCertificateLayout.encode(certificate.certificate),
    )
    expect(checkCertificate(card.crypto, issuerKey, { ...certificate, signature }, NOW)).toEqual({
      ok: false,
      refused: 'certificateForged',
    })
  })
})

describe('acceptChain', () => {
  it('starts at the anchor with nothing paid', () => {
    expect(accepted().best).toEqual({ spent: 0, value: signed.commitment.anchor })
  })

  it.each<[string, Partial<TickCommitment>]>([
    ['otherPayee', { payee: OTHER_PAYEE }],
    ['otherNonce', { terminalNonce: new Uint8Array(16) }],
    ['otherDate', { date: NOW - 1 }],
    ['otherValue', { tickValue: 4n }],
    ['otherLimit', { limit: 11 }],
    ['otherCurrency', { currency: 'EUR' }],
    ['otherCard', { cardId: new Uint8Array(8) }],
  ])('refuses %s, even when the card signed it', (refused, changes) => {
    expect(acceptChain(card, checked, openingOf(), resigned(changes))).toEqual({ ok: false, refused })
  })

  it('refuses a currency that the certificate does not speak for', () => {
    const asked = openingOf({ currency: 'EUR' })
    expect(acceptChain(card, checked, asked, resigned({ currency: 'EUR' }))).toEqual({
      ok: false,
      refused: 'otherCurrency',
    })
  })

  it('refuses a chain longer than anybody makes', () => {
    const limit = 2 ** 20 + 1
    const asked: OpenRequest = openingOf({ limit })
    expect(acceptChain(card, checked, asked, resigned({ limit }))).toEqual({ ok: false, refused: 'limitOutOfRange' })
  })

  it.each<[string, Partial<TickCommitment>]>([
    ['anchor', { anchor: new Uint8Array(16) }],
    ['chain id', { chainId: new Uint8Array(16) }],
    ['number', { txCounter: 3 }],
  ])('refuses a changed %s: everything is under the signature', (_name, changes) => {
    const forged = { ...signed, commitment: { ...signed.commitment, ...changes } }
    expect(acceptChain(card, checked, openingOf(), forged)).toEqual({ ok: false, refused: 'commitmentForged' })
  })
})

describe('acceptTick', () => {
  it('tells how many ticks are newly paid, skipped ones included', () => {
    const [three, first] = acceptTick(card, accepted(), tickOf(3))
    const [seven, second] = acceptTick(card, three, tickOf(7))
    expect([must(first), must(second), seven.best.spent]).toEqual([3, 4, 7])
  })

  it('a replayed or older tick changes nothing', () => {
    const [five] = acceptTick(card, accepted(), tickOf(5))
    for (const spent of [5, 2]) {
      expect(acceptTick(card, five, tickOf(spent))).toEqual([five, { ok: false, refused: 'nothingNew' }])
    }
  })

  it('a tick of another chain is not on this one', () => {
    const [, other] = openTicks(card, world.state, openingOf({ terminalNonce: new Uint8Array(16) }))
    const elsewhere = must(acceptChain(card, checked, openingOf({ terminalNonce: new Uint8Array(16) }), must(other)))
    expect(acceptTick(card, elsewhere, tickOf(1))[1]).toEqual({ ok: false, refused: 'valueNotOnChain' })
  })

  it('costs one hash a tick, and two signature checks a chain', () => {
    const tally = createTally()
    const tools = { crypto: observed(card.crypto, tally.observe), chain: observedChain(card.chain, tally.observe) }
    const known = must(checkCertificate(tools.crypto, issuerKey, certificate, NOW))
    let chain = must(acceptChain(tools, known, openingOf(), signed))
    for (let spent = 1; spent <= 10; spent += 1) [chain] = acceptTick(tools, chain, tickOf(spent))
    expect(tally.read()).toEqual({ verify: 2, chainStep: 10, hash: 10 })
  })
})

it('keeps what it must show at deposit', () => {
  const [five] = acceptTick(card, accepted(), tickOf(5))
  expect(depositOf(five)).toEqual({ certificate, commitment: signed, ...tickOf(5) })
})
