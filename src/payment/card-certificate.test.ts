import { expect, it } from 'vitest'
import { observed } from '../crypto/observed.ts'
import { createTally } from '../crypto/operations.ts'
import { makeCard } from './cafe-tick/issuer.ts'
import { DAY, LIMITS, NOW, purseWorld } from './cafe-tick/testing/purse-world.ts'
import {
  createCardCertificateCheck,
  signedCertificateLayout,
  type CardCertificateCheck,
  type SignedCertificate,
} from './card-certificate.ts'

const { card, issuer, personalisation } = purseWorld()
const { certificate } = personalisation

/** As it comes off the wire: bytes of its own each time. */
function shown(changes: Partial<SignedCertificate> = {}): SignedCertificate {
  return signedCertificateLayout.decode(signedCertificateLayout.encode({ ...certificate, ...changes }))
}

function counting(): { readonly check: CardCertificateCheck; readonly verified: () => number } {
  const tally = createTally()
  const check = createCardCertificateCheck(observed(card.crypto, tally.observe), issuer.certificateKey.publicKey)
  return { check, verified: () => tally.read().verify ?? 0 }
}

it('verifies the same bytes once, and every other certificate of the same card by itself', () => {
  const { check, verified } = counting()
  for (let time = 0; time < 3; time += 1)
    expect(check(shown(), NOW)).toEqual({ ok: true, value: { checked: certificate } })
  expect(verified()).toBe(1)
  const [, renewed] = makeCard(issuer, card.random, { ...certificate.certificate, limits: LIMITS, expires: NOW + DAY })
  expect(check(renewed.certificate, NOW).ok).toBe(true)
  expect(verified()).toBe(2)
})

it.each<[string, Partial<SignedCertificate>]>([
  ['signature', { signature: new Uint8Array(64) }],
  ['key', { certificate: { ...certificate.certificate, publicKey: new Uint8Array(32) } }],
  ['expiry', { certificate: { ...certificate.certificate, expires: NOW + 900 * DAY } }],
])('knows a certificate by all of its bytes: not one with another %s', (_name, changes) => {
  const { check } = counting()
  expect(check(shown(), NOW).ok).toBe(true)
  for (let time = 0; time < 2; time += 1) {
    expect(check(shown(changes), NOW)).toEqual({ ok: false, refused: 'certificateForged' })
  }
})

it('looks at the validity of a certificate that it knows', () => {
  const { check } = counting()
  expect(check(shown(), NOW).ok).toBe(true)
  expect(check(shown(), NOW + 301 * DAY)).toEqual({ ok: false, refused: 'certificateExpired' })
})

it('gives what it has verified, whatever becomes of the bytes that it was shown', () => {
  const { check } = counting()
  const first = shown()
  expect(check(first, NOW).ok).toBe(true)
  first.certificate.publicKey.fill(0)
  expect(check(shown(), NOW)).toEqual({ ok: true, value: { checked: certificate } })
})
