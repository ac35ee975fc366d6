// A FIDO U2F token as an applet (FIDO U2F Raw Message Formats 1.2): register, authenticate, version. Keys are derived from
// their handles, so that nothing is stored but one secret and the counter. Leaves out attestation that means anything:
// the certificate is the token's own.

import { uncompressed } from '../../src/crypto/card-keys.ts'
import { concat, equalConstantTime, utf8 } from '../../src/bytes/bytes.ts'
import { u32 } from '../../src/bytes/fields.ts'
import { layout, type Layout } from '../../src/bytes/layout.ts'
import { printHex } from '../../src/bytes/hex.ts'
import type { Crypto, KeyPair } from '../../src/crypto/crypto.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { responseApdu, statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import type { AppletFactory, CardPlatform, Selection } from '../applet.ts'
import type { Cell } from '../memory/applet-memory.ts'
import { U2F_AID, U2F_COMMANDS } from '../../src/card/tokens/u2f-commands.ts'
import { derSignature, selfSignedCertificate } from '../kit/der.ts'

const INS = {
  register: U2F_COMMANDS.register.ins,
  authenticate: U2F_COMMANDS.authenticate.ins,
  version: U2F_COMMANDS.version.ins,
} as const
/** P1 of AUTHENTICATE (5.1). */
const CONTROL = {
  checkOnly: U2F_COMMANDS.check.p1,
  enforcePresence: U2F_COMMANDS.authenticate.p1,
  withoutPresence: U2F_COMMANDS.authenticateUntouched.p1,
} as const

export interface U2fOptions {
  /** Whether somebody touches the token now. Always, unless given. */
  readonly touch?: () => boolean
}

interface Counter {
  readonly counter: number
}

const counterLayout: Layout<Counter> = layout<Counter>('U2fCounter', { counter: u32('authentications so far') })
const HASH_BYTES = 32
const HANDLE_BYTES = 64
const EMPTY = new Uint8Array(0)
const VERSION = utf8('U2F_V2')
/** In place of the FCI, as FIDO has it for U2F over NFC: by this answer clients know what they have selected. */
const SELECTED: Selection = { kind: 'selected', information: VERSION }

/** Needs a card of the suite `p256`: throws `RangeError` at installation on any other. */
export function u2fApplet({ touch = () => true }: U2fOptions = {}): AppletFactory {
  return {
    aid: U2F_AID,
    install(platform) {
      if (platform.crypto.suite !== 'p256') throw new RangeError('U2F signs with P-256: make the card of that suite')
      const token = new U2fToken(platform, touch)
      return { select: () => SELECTED, process: (command) => token.process(command) }
    },
  }
}

class U2fToken {
  readonly #crypto: Crypto
  readonly #random: CardPlatform['random']
  readonly #touch: () => boolean
  readonly #secret: Cell
  readonly #counter: Cell

  constructor({ crypto, random, memory }: CardPlatform, touch: () => boolean) {
    this.#crypto = crypto
    this.#random = random
    this.#touch = touch
    this.#secret = memory.allocate('secret', HASH_BYTES, () => random(HASH_BYTES))
    this.#counter = memory.allocate('counter', 4, () => counterLayout.encode({ counter: 0 }))
  }

  process(command: CommandApdu): ResponseApdu {
    if (command.cla !== 0) return statusOnly(SW.claNotSupported)
    switch (command.ins) {
      case INS.register:
        return this.#register(command)
      case INS.authenticate:
        return this.#authenticate(command)
      case INS.version:
        return command.data.length === 0 ? responseApdu(VERSION, SW.ok) : statusOnly(SW.wrongLength)
      default:
        return statusOnly(SW.insNotSupported)
    }
  }

  /** 4.1 to 4.3: challenge and application in; key, handle, certificate and signature out. */
  #register({ data }: CommandApdu): ResponseApdu {
    if (data.length !== 2 * HASH_BYTES) return statusOnly(SW.wrongLength)
    if (!this.#touch()) return statusOnly(SW.conditionsNotSatisfied)
    const challenge = data.subarray(0, HASH_BYTES)
    const application = data.subarray(HASH_BYTES)
    const handle = this.#newHandle(application)
    const publicKey = uncompressed(this.#keyOf(handle, application).publicKey)
    const attestation = this.#attestation()
    const signed = concat(Uint8Array.of(0), application, challenge, handle, publicKey)
    const signature = derSignature(this.#crypto.signatures.sign(attestation.key.secretKey, signed))
    const head = concat(Uint8Array.of(0x05), publicKey, Uint8Array.of(HANDLE_BYTES), handle)
    return responseApdu(concat(head, attestation.certificate, signature), SW.ok)
  }

  /** 5.1 to 5.4. The counter is in the memory before a signature over it leaves the card. */
  #authenticate({ p1, data }: CommandApdu): ResponseApdu {
    const handle = data.subarray(2 * HASH_BYTES + 1)
    if (data.length < 2 * HASH_BYTES + 1 || data[2 * HASH_BYTES] !== handle.length) return statusOnly(SW.wrongLength)
    const challenge = data.subarray(0, HASH_BYTES)
    const application = data.subarray(HASH_BYTES, 2 * HASH_BYTES)
    if (!this.#isOurs(handle, application)) return statusOnly(SW.wrongData)
    if (p1 === CONTROL.checkOnly) return statusOnly(SW.conditionsNotSatisfied)
    if (p1 !== CONTROL.enforcePresence && p1 !== CONTROL.withoutPresence) return statusOnly(SW.incorrectP1P2)
    const present = this.#touch()
    if (p1 === CONTROL.enforcePresence && !present) return statusOnly(SW.conditionsNotSatisfied)
    const status = concat(Uint8Array.of(present ? 1 : 0), this.#count())
    const { secretKey } = this.#keyOf(handle, application)
    const signature = this.#crypto.signatures.sign(secretKey, concat(application, status, challenge))
    return responseApdu(concat(status, derSignature(signature)), SW.ok)
  }

  #count(): Uint8Array {
    const { counter } = counterLayout.decode(this.#counter.read())
    const next = counterLayout.encode({ counter: counter + 1 })
    this.#counter.write(next)
    return next
  }

  /** A fresh number and a MAC over it and the application: a handle is ours, and of this application, or it is neither. */
  #newHandle(application: Uint8Array): Uint8Array {
    const number = this.#random(HASH_BYTES)
    return concat(number, this.#handleMac(number, application))
  }

  #isOurs(handle: Uint8Array, application: Uint8Array): boolean {
    if (handle.length !== HANDLE_BYTES) return false
    return equalConstantTime(handle.subarray(HASH_BYTES), this.#handleMac(handle.subarray(0, HASH_BYTES), application))
  }

  #handleMac(number: Uint8Array, application: Uint8Array): Uint8Array {
    return this.#crypto.mac(
      this.#crypto.deriveKey(this.#secret.read(), EMPTY, 'u2f handle'),
      concat(number, application),
    )
  }

  #keyOf(handle: Uint8Array, application: Uint8Array): KeyPair {
    return this.#derived(concat(handle, application), 'u2f key')
  }

  #attestation(): { readonly key: KeyPair; readonly certificate: Uint8Array } {
    const key = this.#derived(EMPTY, 'u2f attestation')
    const sign = (tbs: Uint8Array): Uint8Array => this.#crypto.signatures.sign(key.secretKey, tbs)
    const certificate = selfSignedCertificate({
      commonName: 'tickbench U2F',
      publicKey: uncompressed(key.publicKey),
      sign,
    })
    return { key, certificate }
  }

  #derived(salt: Uint8Array, purpose: string): KeyPair {
    const seed = this.#crypto.deriveKey(this.#secret.read(), salt, purpose)
    return this.#crypto.signatures.keyPair(seededRandom(printHex(seed), purpose))
  }
}
