// What a conversation can have computed: the MACs, keys and hashes that a terminal, an issuer or an acquirer would send
// or check. No applet's code is used for it, only the primitives and the declared layouts.

import type { AnyLayout } from '../../bytes/layout.ts'
import { CHAIN_ID_BYTES, indexedChain, plainChain } from '../../chain/step.ts'
import { aesCmac } from '../../crypto/cmac.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { controlOrderLayout } from '../../payment/card-control.ts'
import { pinBytes } from '../../payment/card-guard.ts'
import { tickAnswerLayout } from '../../payment/cafe-tick/card-messages.ts'
import {
  closingStatementLayout,
  loadOrderLayout,
  loadReceiptLayout,
  signedCommitmentLayout,
} from '../../payment/cafe-tick/messages.ts'
import { deviceKey, sessionKey, type KeyPurpose } from '../../payment/purse-mac/keys.ts'
import {
  chainedPurchaseLayout,
  creditDoneLayout,
  purchaseDoneLayout,
  purchaseOrderLayout,
  SIGNATURE_BYTES,
} from '../../payment/purse-mac/messages.ts'

/** The arguments of a call, read one after the other. */
export interface Arguments {
  bytes(): Uint8Array
  number(): number
  word(): string
  /** A structure's bytes. */
  encoded(layout: AnyLayout): Uint8Array
}

export interface Computed<Result> {
  /** How many arguments it takes. */
  readonly takes: number
  /** Throws `RangeError` for arguments out of range. */
  readonly run: (given: Arguments, crypto: Crypto) => Result
}

const NO_ID = new Uint8Array(CHAIN_ID_BYTES)

export const FUNCTIONS: ReadonlyMap<string, Computed<Uint8Array>> = new Map<string, Computed<Uint8Array>>([
  ['hash', { takes: 1, run: (given, crypto) => crypto.hash(given.bytes()) }],
  ['hmac', { takes: 2, run: (given, crypto) => crypto.mac(given.bytes(), given.bytes()) }],
  ['cmac', { takes: 2, run: (given) => aesCmac(given.bytes(), given.bytes()).slice(0, SIGNATURE_BYTES) }],
  [
    'deviceKey',
    { takes: 3, run: (given) => deviceKey(aesCmac, given.bytes(), purposeOf(given.word()), given.bytes()) },
  ],
  ['sessionKey', { takes: 2, run: (given) => sessionKey(aesCmac, given.bytes(), given.number()) }],
  ['pin', { takes: 1, run: (given) => pinBytes(given.word()) }],
  ['encoded', { takes: 2, run: (given) => given.encoded(structureNamed(given.word())) }],
  ['plainSteps', { takes: 2, run: (given) => plainChain.walk(NO_ID, given.bytes(), 0, given.number()) }],
  [
    'steps',
    {
      takes: 4,
      run: (given) => {
        const [id, value, from, steps] = [given.bytes(), given.bytes(), given.number(), given.number()]
        return indexedChain.walk(id, value, from, from + steps)
      },
    },
  ],
])

/** Checks of an answered field on which no two cards need agree. */
export const CHECKS: ReadonlyMap<string, Computed<(answered: Uint8Array) => boolean>> = new Map<
  string,
  Computed<(answered: Uint8Array) => boolean>
>([
  [
    'signed',
    {
      takes: 2,
      run: (given, crypto) => {
        const [publicKey, message] = [given.bytes(), given.bytes()]
        return (answered) => crypto.signatures.verify(publicKey, message, answered)
      },
    },
  ],
  [
    'reaches',
    {
      takes: 4,
      run: (given) => {
        const [id, from, to, anchor] = [given.bytes(), given.number(), given.number(), given.bytes()]
        return (answered) => indexedChain.walk(id, answered, from, to).every((byte, at) => byte === anchor[at])
      },
    },
  ],
])

/** Structures that are MACed, hashed or repeated without being a field of a command or an answer. */
const STRUCTURES: readonly AnyLayout[] = [
  purchaseOrderLayout,
  purchaseDoneLayout,
  creditDoneLayout,
  chainedPurchaseLayout,
  loadOrderLayout,
  controlOrderLayout,
  loadReceiptLayout,
  signedCommitmentLayout,
  tickAnswerLayout,
  closingStatementLayout,
]

function structureNamed(name: string): AnyLayout {
  const found = STRUCTURES.find((each) => each.name === name)
  if (found === undefined)
    throw new RangeError(`"${name}" is none of ${STRUCTURES.map((each) => each.name).join(', ')}`)
  return found
}

function purposeOf(word: string): KeyPurpose {
  if (word === 'purchase' || word === 'load' || word === 'collection') return word
  throw new RangeError(`"${word}" is none of purchase, load, collection`)
}
