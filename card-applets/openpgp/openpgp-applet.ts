// The OpenPGP card as one with two keys would answer (specification 3.4.1): signature by PSO:CDS, which counts, and
// authentication by INTERNAL AUTHENTICATE. Leaves out decryption and everything that changes a card but the counter:
// this applet stands for tokens that labs own, so that what measures them can be tested without one.

import { concat, utf8 } from '../../src/bytes/bytes.ts'
import { parseHex, printHex } from '../../src/bytes/hex.ts'
import { OPENPGP_COMMANDS, OPENPGP_PIN } from '../../src/card/tokens/openpgp-commands.ts'
import { modulusOf, uncompressed, type CardKeySuite } from '../../src/crypto/card-keys.ts'
import { pkcs1Block } from '../../src/crypto/prehashed.ts'
import type { KeyPair } from '../../src/crypto/crypto.ts'
import { parseAid } from '../../src/iso7816/aid.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { responseApdu, statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import { decodeTlvs, encodeTlv, findTlv, tlv, type Tlv } from '../../src/iso7816/tlv.ts'
import type { AppletFactory, CardPlatform } from '../applet.ts'
import type { Cell } from '../memory/applet-memory.ts'
import { allocateTokenKey, allocateTokenPin, FACTORY_PINS, type TokenKey, type TokenPin } from '../kit/token-key.ts'

export interface OpenPgpOptions {
  /** What the keys are. P-256 unless given. */
  readonly keys?: CardKeySuite
  /** Where they come from: each is made fresh unless given. */
  readonly makeKey?: () => KeyPair
  /** PW1; the factory's unless given. */
  readonly pin?: string
  /** PW1 counts for one signature only (C4, first byte 00). Not so unless given. */
  readonly pinForEachSignature?: boolean
}

/** Version 3.4, a manufacturer number for tests (FFFE), serial number 1 (4.2.1). */
const FULL_AID = parseAid('D27600012401 0304 FFFE 00000001 0000')
const VERIFY = 0x20
const RSA_BYTES = 256
const COUNTER_BYTES = 3

/** With `FACTORY_PINS` and keys of its own, made when it is installed. */
export function openPgpApplet(options: OpenPgpOptions = {}): AppletFactory {
  return {
    aid: FULL_AID,
    install(platform) {
      const card = new OpenPgp(platform, options)
      return { process: (command) => card.process(command) }
    },
  }
}

class OpenPgp {
  readonly #random: CardPlatform['random']
  readonly #signPin: TokenPin
  readonly #otherPin: TokenPin
  readonly #adminPin: TokenPin
  readonly #signature: TokenKey
  readonly #authentication: TokenKey
  readonly #counter: Cell
  readonly #occurrence: Uint8Array
  readonly #pinForEachSignature: boolean

  constructor({ memory, random, observe }: CardPlatform, options: OpenPgpOptions) {
    const { keys: suite = 'p256', pin = FACTORY_PINS.openpgp, pinForEachSignature = false, makeKey } = options
    const key = (name: string) =>
      allocateTokenKey(memory, { name, commonName: `tickbench OpenPGP ${name}`, suite, makeKey, random, observe })
    this.#random = random
    const counter = memory.allocateTryCounter('pw1Tries', PIN_TRIES)
    this.#signPin = allocateTokenPin(memory, counter, utf8(pin))
    this.#otherPin = allocateTokenPin(memory, counter, utf8(pin))
    this.#adminPin = allocateTokenPin(memory, memory.allocateTryCounter('pw3Tries', PIN_TRIES), utf8('12345678'))
    this.#signature = key('signature')
    this.#authentication = key('authentication')
    this.#counter = memory.allocate('counter', COUNTER_BYTES)
    this.#occurrence = memory.allocateTransient(1, 'deselect')
    this.#pinForEachSignature = pinForEachSignature
  }

  process(command: CommandApdu): ResponseApdu {
    const { cla, ins, p1, p2, data } = command
    const { readApplication, signatureKey, sign, authenticate } = OPENPGP_COMMANDS
    if ((cla & ~0x03) !== 0) return statusOnly(SW.claNotSupported)
    switch (ins) {
      case VERIFY:
        return p1 === 0 ? this.#verify(p2, data) : statusOnly(SW.incorrectP1P2)
      case readApplication.ins:
        return this.#read(p1 * 256 + p2)
      case signatureKey.ins:
        return p1 === signatureKey.p1 && p2 === 0 ? this.#publicKey(data) : statusOnly(SW.securityStatusNotSatisfied)
      case sign.ins:
        return p1 === sign.p1 && p2 === sign.p2 ? this.#sign(data) : statusOnly(SW.incorrectP1P2)
      case authenticate.ins:
        return p1 === 0 && p2 === 0 ? this.#authenticate(data) : statusOnly(SW.incorrectP1P2)
      case SELECT_DATA:
        return this.#selectData(p1, p2, data)
      case GET_CHALLENGE:
        return command.ne > 0
          ? responseApdu(this.#random(Math.min(command.ne, 256)), SW.ok)
          : statusOnly(SW.wrongLength)
      default:
        return statusOnly(SW.insNotSupported)
    }
  }

  #verify(reference: number, data: Uint8Array): ResponseApdu {
    if (reference === OPENPGP_PIN.sign) return this.#signPin.verify(data)
    if (reference === OPENPGP_PIN.other) return this.#otherPin.verify(data)
    return reference === OPENPGP_PIN.admin ? this.#adminPin.verify(data) : statusOnly(SW.referencedDataNotFound)
  }

  /** 7.2.5: which of the three certificates GET DATA 7F21 shall give: authentication, decryption, signature. */
  #selectData(occurrence: number, p2: number, data: Uint8Array): ResponseApdu {
    if (p2 !== 0x04 || occurrence > 2) return statusOnly(SW.incorrectP1P2)
    const named = findTlv(decodeTlvs(data), 0x60, 0x5c)?.value
    if (named === undefined || printHex(named) !== CERTIFICATE_TAG) return statusOnly(SW.referencedDataNotFound)
    this.#occurrence[0] = occurrence
    return statusOnly(SW.ok)
  }

  /** 4.4.1: the certificate as it is, without a tag; empty where there is no key. */
  #certificate(): Uint8Array {
    const key = [this.#authentication, undefined, this.#signature][this.#occurrence[0] ?? 0]
    return key?.certificate() ?? EMPTY
  }

  #read(tag: number): ResponseApdu {
    if (tag === CERTIFICATE) return responseApdu(this.#certificate(), SW.ok)
    const object = this.#objects().find((each) => each.tag === tag)
    if (object === undefined) return statusOnly(SW.referencedDataNotFound)
    // 4.4.2: a primitive object is given without its tag, a constructed one with it.
    return responseApdu(object.children === undefined ? object.value : encodeTlv(object), SW.ok)
  }

  /** 7.2.14, P1 = 81: the public key that is there. */
  #publicKey(data: Uint8Array): ResponseApdu {
    const key = data[0] === 0xb6 ? this.#signature : data[0] === 0xa4 ? this.#authentication : undefined
    return key === undefined ? statusOnly(SW.referencedDataNotFound) : responseApdu(encodeTlv(publicKeyOf(key)), SW.ok)
  }

  /** 7.2.10. The counter is in the memory before the signature leaves. */
  #sign(input: Uint8Array): ResponseApdu {
    if (!this.#signPin.isVerified) return statusOnly(SW.securityStatusNotSatisfied)
    const signature = signed(this.#signature, input)
    if (signature === undefined) return statusOnly(SW.wrongData)
    if (this.#pinForEachSignature) this.#signPin.forget()
    this.#counter.write(next(this.#counter.read()))
    return responseApdu(signature, SW.ok)
  }

  /** 7.2.13. */
  #authenticate(input: Uint8Array): ResponseApdu {
    if (!this.#otherPin.isVerified) return statusOnly(SW.securityStatusNotSatisfied)
    const signature = signed(this.#authentication, input)
    return signature === undefined ? statusOnly(SW.wrongData) : responseApdu(signature, SW.ok)
  }

  /** What GET DATA gives, with what stands inside other objects. */
  #objects(): readonly Tlv[] {
    const discretionary = tlv(0x73, this.#discretionary())
    const holder = [tlv(0x5b, utf8('tickbench')), tlv(0x5f2d, utf8('en')), tlv(0x5f35, utf8('9'))]
    const identity = [tlv(0x4f, FULL_AID.bytes), tlv(0x5f52, HISTORICAL)]
    return [
      ...identity,
      tlv(0x5e, EMPTY),
      tlv(0x5f50, EMPTY),
      tlv(0x65, holder),
      tlv(0x6e, [...identity, LENGTHS, FEATURES, discretionary]),
      tlv(0x7a, [tlv(0x93, this.#counter.read())]),
      LENGTHS,
      FEATURES,
      this.#pinStatus(),
    ]
  }

  #discretionary(): readonly Tlv[] {
    const algorithm = ALGORITHM[this.#signature.suite]
    const nothing = new Uint8Array(20)
    return [
      tlv(0xc0, CAPABILITIES),
      ...[0xc1, 0xc2, 0xc3].map((tag) => tlv(tag, tag === 0xc2 ? DECRYPTION[this.#signature.suite] : algorithm)),
      this.#pinStatus(),
      tlv(0xc5, concat(fingerprint(this.#signature), nothing, fingerprint(this.#authentication))),
      tlv(0xc6, new Uint8Array(60)),
      tlv(0xcd, concat(MADE, new Uint8Array(4), MADE)),
    ]
  }

  /** 4.4.3.9: how long PW1 counts, the longest codes, the tries left of PW1, resetting code, PW3. */
  #pinStatus(): Tlv {
    const validity = this.#pinForEachSignature ? 0 : 1
    return tlv(0xc4, Uint8Array.of(validity, 127, 127, 127, this.#signPin.triesLeft(), 0, this.#adminPin.triesLeft()))
  }
}

const GET_CHALLENGE = 0x84
const SELECT_DATA = 0xa5
const CERTIFICATE = 0x7f21
const CERTIFICATE_TAG = '7f21'
const PIN_TRIES = 3
const EMPTY = new Uint8Array(0)
/** 6: capabilities with chaining and extended lengths, operational. */
const HISTORICAL = parseHex('00 31 c5 73 c0 01 40 05 90 00')
/** 4.4.3.7: GET CHALLENGE; no key import, no changes; longest challenge 256 bytes. */
const CAPABILITIES = parseHex('40 00 0100 0000 0000 00 00')
/** 4.1.3.1: the longest commands and answers. */
const LENGTHS = tlv(0x7f66, [tlv(0x02, parseHex('0800')), tlv(0x02, parseHex('0800'))])
/** 4.1.3.2: no button, no display. */
const FEATURES = tlv(0x7f74, [tlv(0x81, Uint8Array.of(0))])
/** 2026-01-01. */
const MADE = parseHex('6955b900')

/** 4.4.3.8: ECDSA with the object identifier of P-256; RSA of 2,048 bits with a 32-bit exponent. */
const ALGORITHM: Readonly<Record<CardKeySuite, Uint8Array>> = {
  p256: parseHex('13 2a8648ce3d030107'),
  rsa2048: parseHex('01 0800 0020 00'),
}
const DECRYPTION: Readonly<Record<CardKeySuite, Uint8Array>> = {
  p256: parseHex('12 2a8648ce3d030107'),
  rsa2048: parseHex('01 0800 0020 00'),
}

function signed(key: TokenKey, input: Uint8Array): Uint8Array | undefined {
  if (key.suite === 'p256') return key.sign(input)
  // 7.2.10.1: a DigestInfo may fill 40 % of the modulus.
  return input.length > RSA_BYTES * 0.4 ? undefined : key.sign(pkcs1Block(input, RSA_BYTES))
}

function publicKeyOf(key: TokenKey): Tlv {
  if (key.suite === 'p256') return tlv(0x7f49, [tlv(0x86, uncompressed(key.publicKey()))])
  const { modulus, exponent } = modulusOf(key.publicKey())
  return tlv(0x7f49, [tlv(0x81, modulus), tlv(0x82, exponent)])
}

/** Any 20 bytes that are the key's own: what OpenPGP hashes for it belongs to a keyring. */
function fingerprint(key: TokenKey): Uint8Array {
  return key.publicKey().slice(-20)
}

/** It stops at its end: a counter never begins again (4.4.3.13). */
function next(counter: Uint8Array): Uint8Array {
  const count = Math.min(counter.reduce((whole, byte) => whole * 256 + byte, 0) + 1, 0xff_ffff)
  return Uint8Array.of(count >> 16, (count >> 8) & 0xff, count & 0xff)
}
