// A signature key and a PIN in cells, for the applets that stand for other people's tokens (PIV, OpenPGP): the key is made
// when the applet is installed, the chip only does the arithmetic on what it is given.

import { equalConstantTime } from '../../src/bytes/bytes.ts'
import type { CardKeySuite } from '../../src/crypto/card-keys.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { uncompressed } from '../../src/crypto/card-keys.ts'
import { rsaPrivate, signDigest } from '../../src/crypto/prehashed.ts'
import type { KeyPair, RandomBytes } from '../../src/crypto/crypto.ts'
import type { OperationObserver } from '../../src/crypto/operations.ts'
import { statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import { selfSignedCertificate, selfSignedRsaCertificate } from './der.ts'
import type { AppletMemory, Cell, TryCounter } from '../memory/applet-memory.ts'

export interface TokenKey {
  readonly suite: CardKeySuite
  /** In the suite's encoding. */
  publicKey(): Uint8Array
  /** X.509 of the key, signed by itself. */
  certificate(): Uint8Array
  /** r || s of a digest, or the private operation on a whole block; undefined for input that does not fit. */
  sign(input: Uint8Array): Uint8Array | undefined
}

export interface TokenKeyOptions {
  readonly name: string
  readonly commonName: string
  readonly suite: CardKeySuite
  /** A fresh one unless given: RSA keys take a second each. */
  readonly makeKey?: (() => KeyPair) | undefined
  readonly random: RandomBytes
  readonly observe: OperationObserver
}

const LENGTH_BYTES = 2
/** Secret, public key, certificate: PKCS #8 of RSA-2048 takes some 1,220 bytes, SPKI 294. */
const CELL_BYTES: Readonly<Record<CardKeySuite, readonly [number, number, number]>> = {
  p256: [LENGTH_BYTES + 32, LENGTH_BYTES + 33, 512],
  rsa2048: [1400, 320, 1024],
}
const RSA_BYTES = 256
const FEWEST_DIGEST_BYTES = 20
const MOST_DIGEST_BYTES = 64

export function allocateTokenKey(memory: AppletMemory, options: TokenKeyOptions): TokenKey {
  const { name, suite, observe } = options
  const [secretBytes, publicBytes, certificateBytes] = CELL_BYTES[suite]
  let made: KeyPair | undefined
  const pair = (): KeyPair => (made ??= options.makeKey?.() ?? nodeCrypto(suite).signatures.keyPair(options.random))
  const secret = memory.allocate(`${name}Secret`, secretBytes, () => lengthed(pair().secretKey, secretBytes))
  const open = memory.allocate(`${name}Public`, publicBytes, () => lengthed(pair().publicKey, publicBytes))
  const certificate = memory.allocate(`${name}Certificate`, certificateBytes, () =>
    lengthed(certify(suite, pair(), options.commonName), certificateBytes),
  )
  return {
    suite,
    publicKey: () => contentOf(open),
    certificate: () => contentOf(certificate),
    sign(input) {
      if (!fits(suite, input)) return undefined
      observe('sign', input.length, 1)
      return suite === 'p256' ? signDigest(contentOf(secret), input) : rsaPrivate(contentOf(secret), input)
    },
  }
}

function fits(suite: CardKeySuite, { length }: Uint8Array): boolean {
  if (suite === 'rsa2048') return length === RSA_BYTES
  return length >= FEWEST_DIGEST_BYTES && length <= MOST_DIGEST_BYTES
}

function certify(suite: CardKeySuite, { publicKey, secretKey }: KeyPair, commonName: string): Uint8Array {
  const sign = (tbs: Uint8Array): Uint8Array => nodeCrypto(suite).signatures.sign(secretKey, tbs)
  if (suite === 'rsa2048') return selfSignedRsaCertificate({ commonName, publicKey, sign })
  return selfSignedCertificate({ commonName, publicKey: uncompressed(publicKey), sign })
}

/** What these applets take unless told otherwise, as tokens do that come from the factory: no secret. */
export const FACTORY_PINS = { piv: '123456', openpgp: '123456' } as const

export interface TokenPin {
  readonly isVerified: boolean
  /** VERIFY: without data it asks for the tries left. */
  verify(data: Uint8Array): ResponseApdu
  /** Forgets that it was presented: at deselection, or when it counts for one signature only. */
  forget(): void
  triesLeft(): number
}

/** `pin` as it is sent; several references may share a counter. What was presented is remembered in RAM. */
export function allocateTokenPin(memory: AppletMemory, counter: TryCounter, pin: Uint8Array): TokenPin {
  const verified = memory.allocateTransient(1, 'deselect')
  const refused = (): ResponseApdu =>
    counter.remaining() === 0 ? statusOnly(SW.authenticationBlocked) : statusOnly(SW.counter | counter.remaining())
  return {
    get isVerified() {
      return verified[0] === 1
    },
    verify(data) {
      if (data.length === 0) return verified[0] === 1 ? statusOnly(SW.ok) : refused()
      verified[0] = 0
      if (!counter.take() || !equalConstantTime(data, pin)) return refused()
      counter.restore()
      verified[0] = 1
      return statusOnly(SW.ok)
    },
    forget() {
      verified[0] = 0
    },
    triesLeft: () => counter.remaining(),
  }
}

function lengthed(bytes: Uint8Array, size: number): Uint8Array {
  const cell = new Uint8Array(size)
  cell.set([bytes.length >> 8, bytes.length & 0xff])
  cell.set(bytes, LENGTH_BYTES)
  return cell
}

function contentOf(cell: Cell): Uint8Array {
  const [high = 0, low = 0] = cell.read(0, LENGTH_BYTES)
  return cell.read(LENGTH_BYTES, high * 256 + low)
}
