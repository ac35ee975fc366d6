// A conversation with a purse in which every command carries a secret that is known: what of it stands in a trace?

import { concat, utf8 } from '../../../src/bytes/bytes.ts'
import { printHex } from '../../../src/bytes/hex.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from '../../../src/card/cafe-tick/commands.ts'
import type { CardCommand } from '../../../src/card/commands.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { encodeCommand } from '../../../src/iso7816/command-apdu.ts'
import { createIssuer, makeCard } from '../../../src/payment/cafe-tick/issuer.ts'
import { CARD_ID_BYTES } from '../../../src/payment/card-certificate.ts'
import { indexedChain } from '../../../src/chain/step.ts'
import { LIMITS } from '../../scheme/cafe-tick/issuer.ts'
import { CURRENCY } from '../../scheme/contract/policy.ts'

const [PIN, NEW_PIN, PUK, WRONG] = ['73915682', '86420975', '29384756', '60718293'].map(utf8) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
]

const random = seededRandom(7)
const crypto = nodeCrypto('p256')
const issuer = createIssuer({ crypto, chain: indexedChain }, random, 1)
const [, personalisation] = makeCard(issuer, random, {
  cardId: random(CARD_ID_BYTES),
  currency: CURRENCY,
  limits: LIMITS,
  expires: Date.UTC(2090, 0),
  holder: { pin: PIN, puk: PUK, withoutPin: 0n },
})

function apdu<Request>({ cla, ins, p1, p2, request }: CardCommand<Request, never, never>, asked: Request): Uint8Array {
  return encodeCommand({ cla, ins, p1, p2, data: request.encode(asked), ne: 0, extended: false })
}

const { personalise, verifyPin, changePin, unblockPin } = CAFE_TICK_COMMANDS as unknown as Record<
  'personalise' | 'verifyPin' | 'changePin' | 'unblockPin',
  CardCommand<unknown, never, never>
>
const SELECT = encodeCommand({
  cla: 0,
  ins: 0xa4,
  p1: 4,
  p2: 0,
  data: CAFE_TICK_AID.bytes,
  ne: 256,
  extended: false,
})
const PERSONALISE = apdu(personalise, personalisation)

/** The same data in two parts (ISO 7816-4:2005, 5.1.1.1): what neither of them says by itself. */
function chained(whole: Uint8Array): readonly Uint8Array[] {
  const data = whole.subarray(5)
  const half = data.length >> 1
  return [data.subarray(0, half), data.subarray(half)].map((part, at) =>
    concat(Uint8Array.of((whole[0] ?? 0) | (at === 0 ? 0x10 : 0), ...whole.subarray(1, 4), part.length), part),
  )
}

/** In order: the card is blank before. The first presents a PIN to no applet, the second breaks off a chain. */
export const PLANTED_COMMANDS: readonly Uint8Array[] = [
  apdu(verifyPin, { pin: WRONG }),
  SELECT,
  ...chained(PERSONALISE),
  PERSONALISE,
  apdu(verifyPin, { pin: WRONG }),
  apdu(verifyPin, { pin: PIN }),
  apdu(changePin, { pin: PIN, newPin: NEW_PIN }),
  apdu(unblockPin, { puk: PUK, newPin: PIN }),
]

/** What must stand nowhere, in lower case: in hex, and codes as they are typed. */
export const PLANTED_SECRETS: readonly string[] = [
  ...[PIN, NEW_PIN, PUK, WRONG].flatMap((code) => [printHex(code), new TextDecoder().decode(code)]),
  ...[personalisation.signingKey, personalisation.loadKey].map((key) => printHex(key.subarray(2, 14))),
].map((secret) => secret.toLowerCase())

export function plantedIn(text: string): readonly string[] {
  const lower = text.toLowerCase()
  return PLANTED_SECRETS.filter((secret) => lower.includes(secret))
}
