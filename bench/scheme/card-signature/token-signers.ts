// Tokens that labs own already as cards that sign payments: PIV, OpenPGP, U2F. None of them counts payments under its
// signature or knows of money, so the holder's own device counts, keeps the last payment and asks the token to sign it.

import type { AppletFactory } from '../../../card-applets/applet.ts'
import { openPgpApplet } from '../../../card-applets/openpgp/openpgp-applet.ts'
import { pivApplet } from '../../../card-applets/piv/piv-applet.ts'
import { u2fApplet } from '../../../card-applets/u2f/u2f-applet.ts'
import { utf8 } from '../../../src/bytes/bytes.ts'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import type { SigningKey, SignRefusal } from '../../../src/card/tokens/card-signer.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { untilDefinite } from '../../../src/card/definite.ts'
import {
  foreignPin,
  type ForeignPin,
  type ForeignPinRefusal,
  type TokenPins,
} from '../../../src/card/tokens/foreign-pin.ts'
import { OPENPGP_AID, OPENPGP_PIN, type OpenPgpKeyName } from '../../../src/card/tokens/openpgp-commands.ts'
import { probeOpenPgp, signWithOpenPgp } from '../../../src/card/tokens/openpgp-terminal.ts'
import { PIV_AID } from '../../../src/card/tokens/piv-commands.ts'
import { probePiv, signWithPiv } from '../../../src/card/tokens/piv-terminal.ts'
import type { SignatureTerminal } from '../../../src/card/card-signature/terminal.ts'
import { restartApplet } from '../../../src/card/select.ts'
import { U2F_AID, u2fAuthenticationLayout, type U2fRefusal } from '../../../src/card/tokens/u2f-commands.ts'
import { authenticateU2f, registerU2f, verifyU2f } from '../../../src/card/tokens/u2f-terminal.ts'
import type { CardKeySuite } from '../../../src/crypto/card-keys.ts'
import type { Crypto, RandomBytes } from '../../../src/crypto/crypto.ts'
import { certifyKey } from '../../../src/payment/card-signature/acquirer.ts'
import { cardPaymentLayout, plainProof, type ProvesPayment } from '../../../src/payment/card-signature/messages.ts'
import { acceptPayment } from '../../../src/payment/card-signature/seller.ts'
import { accept, type Outcome } from '../../../src/payment/outcome.ts'
import { checkCertificate } from '../../../src/payment/card-certificate.ts'
import type { EnrolledSigner, PaymentSigner } from './signer.ts'
import { unwrap } from '../chips/refusals.ts'
import { CardUnfit } from '../contract/failure.ts'

/** A token that is ready: its key, and how it signs. */
interface ReadyToken {
  readonly publicKey: Uint8Array
  sign(message: Uint8Array): Promise<Outcome<Uint8Array, SignRefusal | U2fRefusal>>
  /** Brings it back after a broken wire. */
  restart(): Promise<void>
}

interface TokenKind {
  readonly title: string
  readonly suites: readonly CardKeySuite[]
  readonly applet: (suite: CardKeySuite, makeKey: () => ReturnType<Crypto['signatures']['keyPair']>) => AppletFactory
  readonly proof?: (crypto: Crypto) => ProvesPayment
  /** Reads what there is; presents a PIN only where one was given. */
  readonly ready: (card: OpenCard, crypto: Crypto, pins: TokenPins) => Promise<ReadyToken>
}

function signerOf(kind: TokenKind): PaymentSigner {
  return {
    title: kind.title,
    suites: kind.suites,
    applet: ({ suite, signatures }: Crypto, random: RandomBytes) =>
      kind.applet(suiteAmong(kind, suite), () => signatures.keyPair(random)),
    proof: kind.proof ?? plainProof,
    async enrol(card, issuer, { order, pins, terminal }) {
      const token = await kind.ready(card, issuer.crypto, pins)
      const [account, certificate] = certifyKey(issuer, token.publicKey, order)
      return {
        account,
        certificate: async () => checkCertificate(terminal.crypto, terminal.issuerKey, certificate, terminal.now()),
        pay: payments(token, order.cardId, terminal),
      }
    },
  }
}

/** The holder's device: it counts, and until a payment is accepted it asks for the same one again. */
function payments(token: ReadyToken, cardId: Uint8Array, { proves }: SignatureTerminal): EnrolledSigner['pay'] {
  let counter = 0
  return async (certificate, request) => {
    const payment = { ...request, cardId, counter: counter + 1 }
    const claim = await untilDefinite(
      async () => {
        const signed = await token.sign(cardPaymentLayout.encode(payment))
        return signed.ok ? acceptPayment(proves, certificate, request, { payment, signature: signed.value }) : signed
      },
      { restart: () => token.restart(), spoilt: new Set(['paymentForged']) },
    )
    if (claim.ok) counter += 1
    return claim
  }
}

const piv = signerOf({
  title: 'PIV, slot 9E, by GENERAL AUTHENTICATE; the holder’s device counts',
  suites: ['p256', 'rsa2048'],
  applet: (keys, makeKey) => pivApplet({ keys, makeKey }),
  async ready(card, crypto) {
    const key = keyIn(await probePiv(card), '9E', crypto)
    return {
      publicKey: key.publicKey,
      sign: (message) => signWithPiv(card, key, crypto, message),
      restart: () => restartApplet(card, PIV_AID),
    }
  },
})

function openPgp(name: OpenPgpKeyName, title: string): PaymentSigner {
  const reference = name === 'signature' ? OPENPGP_PIN.sign : OPENPGP_PIN.other
  return signerOf({
    title,
    suites: ['p256', 'rsa2048'],
    applet: (keys, makeKey) => openPgpApplet({ keys, makeKey }),
    async ready(card, crypto, pins) {
      const facts = await probeOpenPgp(card)
      const key = keyIn(facts?.keys, name, crypto)
      const pin = foreignPin({ digits: pins.openpgp, encode: utf8, tellTries: pins.tellTries })
      await present(card, pin, reference)
      return {
        publicKey: key.publicKey,
        async sign(message) {
          const signed = await signWithOpenPgp(card, key, crypto, message)
          if (signed.ok || signed.refused !== 'pinRequired') return signed
          await present(card, pin, reference)
          return signWithOpenPgp(card, key, crypto, message)
        },
        restart: () => restartApplet(card, OPENPGP_AID),
      }
    },
  })
}

const u2f = signerOf({
  title: 'U2F, by AUTHENTICATE over the payment’s hash and a counter of the token',
  suites: ['p256'],
  applet: () => u2fApplet(),
  proof(crypto) {
    return (publicKey, payment, signature) => {
      const authentication = decodedOrNot(signature)
      if (authentication === undefined) return false
      const challenge = crypto.hash(cardPaymentLayout.encode(payment))
      return verifyU2f(crypto, { publicKey, application: applicationOf(crypto) }, challenge, authentication)
    }
  },
  async ready(card, crypto) {
    const key = unwrap('REGISTER', await registerU2f(card, crypto, applicationOf(crypto)))
    if (key.needsTouch) throw new CardUnfit('this token wants a touch for each payment: no run can be made with it')
    return {
      publicKey: key.publicKey,
      async sign(message) {
        const signed = await authenticateU2f(card, key, crypto.hash(message), 'authenticateUntouched')
        return signed.ok ? accept(u2fAuthenticationLayout.encode(signed.value)) : signed
      },
      restart: () => restartU2f(card),
    }
  },
})

export const TOKEN_SIGNERS: Readonly<Record<TokenSignerName, PaymentSigner>> = {
  piv,
  'openpgp-authenticate': openPgp(
    'authentication',
    'OpenPGP, by INTERNAL AUTHENTICATE after its PIN; the holder’s device counts',
  ),
  'openpgp-sign': openPgp('signature', 'OpenPGP, by PSO:CDS after its PIN, which counts signatures on the card'),
  u2f,
}

export type TokenSignerName = 'piv' | 'openpgp-authenticate' | 'openpgp-sign' | 'u2f'

async function present(card: OpenCard, pin: ForeignPin, reference: number): Promise<void> {
  const presented = await pin.present(card, reference)
  if (presented.ok) return
  throw new CardUnfit(`the OpenPGP card does not sign: ${PIN_TEXT[presented.refused]}`)
}

const PIN_TEXT: Readonly<Record<ForeignPinRefusal, string>> = {
  noPinGiven: 'no PIN was given: set TICKBENCH_OPENPGP_PIN',
  pinWrong: 'the PIN was wrong: it is not tried again',
  pinSpent: 'one try is left, or the PIN was wrong before: nothing was sent',
  pinBlocked: 'its PIN is blocked',
}

/** Over CTAPHID there is nothing to select. */
async function restartU2f(card: OpenCard): Promise<void> {
  if (card.facts.driver === 'hid') await card.reset()
  else await restartApplet(card, U2F_AID)
}

function keyIn<Key extends SigningKey>(keys: readonly Key[] | undefined, name: string, { suite }: Crypto): Key {
  const key = keys?.find((each) => each.name === name)
  if (key === undefined) throw new CardUnfit(`there is no ${name} key on this card`)
  if (key.suite !== suite) throw new CardUnfit(`the ${name} key of this card is ${key.suite}: add --suite ${key.suite}`)
  if (key.needsTouch) throw new CardUnfit('this card wants a touch for each payment: no run can be made with it')
  return key
}

function suiteAmong({ title, suites }: TokenKind, suite: Crypto['suite']): CardKeySuite {
  const found = suites.find((each) => each === suite)
  if (found === undefined) throw new RangeError(`${title}: signs with ${suites.join(' or ')}, not with ${suite}`)
  return found
}

/** Who asks, as U2F wants to know it: only this. */
function applicationOf(crypto: Crypto): Uint8Array {
  return crypto.hash(utf8('tickbench card-signature'))
}

function decodedOrNot(signature: Uint8Array): ReturnType<typeof u2fAuthenticationLayout.decode> | undefined {
  try {
    return u2fAuthenticationLayout.decode(signature)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
