// PIV as a card with two keys would answer (NIST SP 800-73-4): slot 9E without a PIN, 9A with one, their certificates,
// CHUID, CCC and the discovery object. Leaves out everything that changes a card, and secure messaging: this applet
// stands for tokens that labs own, so that what measures them can be tested without one.

import { utf8 } from '../../src/bytes/bytes.ts'
import { parseHex } from '../../src/bytes/hex.ts'
import {
  paddedPin,
  PIV_ALGORITHM,
  PIV_COMMANDS,
  PIV_OBJECT,
  PIV_PIN,
  pivObjectLayout,
  pivObjectRequestLayout,
  pivSignatureLayout,
  pivSignRequestLayout,
} from '../../src/card/tokens/piv-commands.ts'
import type { CardKeySuite } from '../../src/crypto/card-keys.ts'
import type { KeyPair } from '../../src/crypto/crypto.ts'
import { parseAid } from '../../src/iso7816/aid.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { responseApdu, statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import { encodeFlatTlvs, encodeTlv, tlv } from '../../src/iso7816/tlv.ts'
import type { AppletFactory, CardPlatform } from '../applet.ts'
import { allocateTokenKey, allocateTokenPin, FACTORY_PINS, type TokenKey, type TokenPin } from '../kit/token-key.ts'
import { derSignature } from '../kit/der.ts'

export interface PivOptions {
  /** What the keys are. P-256 unless given. */
  readonly keys?: CardKeySuite
  /** Where they come from: each is made fresh unless given. */
  readonly makeKey?: () => KeyPair
  /** Digits; the factory's unless given. */
  readonly pin?: string
}

/** Part 1, 2.2: with its version. */
const FULL_AID = parseAid('A000000308 000010000100')
const VERIFY = 0x20
const PIN_BYTES = 8
const PIN_TRIES = 3
const DISCOVERY = 0x7e

/** With `FACTORY_PINS` and keys of its own, made when it is installed. */
export function pivApplet(options: PivOptions = {}): AppletFactory {
  return {
    aid: FULL_AID,
    install(platform) {
      const card = new Piv(platform, options)
      return {
        select: () => ({ kind: 'selected', information: APPLICATION }),
        process: (command) => card.process(command),
      }
    },
  }
}

/** Part 2, table 15: the application property template. */
const APPLICATION = encodeTlv(
  tlv(0x61, [
    tlv(0x4f, parseHex('000010000100')),
    tlv(0x79, [tlv(0x4f, parseHex('a000000308'))]),
    tlv(0x50, utf8('tickbench PIV')),
  ]),
)

class Piv {
  readonly #pin: TokenPin
  readonly #keys: ReadonlyMap<number, TokenKey>
  readonly #objects: ReadonlyMap<number, () => Uint8Array>

  constructor({ memory, random, observe }: CardPlatform, options: PivOptions) {
    const { keys: suite = 'p256', pin = FACTORY_PINS.piv, makeKey } = options
    this.#pin = allocateTokenPin(memory, memory.allocateTryCounter('pinTries', PIN_TRIES), paddedPin(pin))
    const card = allocateTokenKey(memory, {
      name: 'key9E',
      commonName: 'tickbench PIV 9E',
      suite,
      makeKey,
      random,
      observe,
    })
    const holder = allocateTokenKey(memory, {
      name: 'key9A',
      commonName: 'tickbench PIV 9A',
      suite,
      makeKey,
      random,
      observe,
    })
    const guid = memory.allocate('guid', 16, () => random(16))
    this.#keys = new Map([
      [0x9e, card],
      [0x9a, holder],
    ])
    this.#objects = new Map([
      [PIV_OBJECT.cardholderId, () => cardholderId(guid.read())],
      [PIV_OBJECT.capabilities, () => capabilities(guid.read())],
      [PIV_OBJECT.certificate9E, () => certificateObject(card)],
      [PIV_OBJECT.certificate9A, () => certificateObject(holder)],
    ])
  }

  process(command: CommandApdu): ResponseApdu {
    const { cla, ins, p1, p2 } = command
    if ((cla & ~0x03) !== 0) return statusOnly(SW.claNotSupported)
    const { readObject, sign9eP256 } = PIV_COMMANDS
    if (ins === VERIFY)
      return p1 === 0 && p2 === PIV_PIN ? this.#verify(command) : statusOnly(SW.referencedDataNotFound)
    if (ins === readObject.ins) {
      return p1 === readObject.p1 && p2 === readObject.p2 ? this.#read(command) : statusOnly(SW.incorrectP1P2)
    }
    return ins === sign9eP256.ins ? this.#sign(command) : statusOnly(SW.insNotSupported)
  }

  /** Part 2, 3.2.1: PINs are padded to eight bytes. */
  #verify({ data }: CommandApdu): ResponseApdu {
    return data.length === 0 || data.length === PIN_BYTES ? this.#pin.verify(data) : statusOnly(SW.wrongData)
  }

  #read({ data }: CommandApdu): ResponseApdu {
    const { tag } = pivObjectRequestLayout.decode(data)
    if (tag === DISCOVERY) return responseApdu(DISCOVERY_OBJECT, SW.ok)
    const object = this.#objects.get(tag)
    return object === undefined
      ? statusOnly(SW.fileNotFound)
      : responseApdu(pivObjectLayout.encode({ content: object() }), SW.ok)
  }

  #sign({ p1, p2, data }: CommandApdu): ResponseApdu {
    const key = this.#keys.get(p2)
    if (key === undefined || p1 !== PIV_ALGORITHM[key.suite]) return statusOnly(SW.incorrectP1P2)
    const { block } = pivSignRequestLayout.decode(data)
    if (p2 === 0x9a && !this.#pin.isVerified) return statusOnly(SW.securityStatusNotSatisfied)
    const signature = key.sign(block)
    if (signature === undefined) return statusOnly(SW.wrongData)
    const given = key.suite === 'p256' ? derSignature(signature) : signature
    return responseApdu(pivSignatureLayout.encode({ signature: given }), SW.ok)
  }
}

/** Part 1, table 8: no agency, the card's own number. */
function cardholderId(guid: Uint8Array): Uint8Array {
  const fascn = parseHex('d4e739da739ced39ce739d836858210842108421c84210c3eb')
  return objects([0x30, fascn], [0x34, guid], [0x35, utf8('20491231')], [0x3e, EMPTY], [0xfe, EMPTY])
}

/** Part 1, table 7: the card identifier and what a reader of data models wants to see. */
function capabilities(guid: Uint8Array): Uint8Array {
  const identifier = Uint8Array.from([...parseHex('a000000116ff02'), ...guid.subarray(0, 14)])
  const version = Uint8Array.of(0x21)
  const rest = [0xf4, 0xf6, 0xf7, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe].map((tag) => [tag, EMPTY] as const)
  return objects(
    [0xf0, identifier],
    [0xf1, version],
    [0xf2, version],
    [0xf3, EMPTY],
    [0xf5, Uint8Array.of(0x10)],
    ...rest,
  )
}

/** Part 1, 3.3.2: the card's PIN, no global one. */
const DISCOVERY_OBJECT = encodeTlv(tlv(DISCOVERY, [tlv(0x4f, FULL_AID.bytes), tlv(0x5f2f, Uint8Array.of(0x40, 0x00))]))

/** Part 1, appendix A: the certificate, how it is packed (not), and room for an error code. */
function certificateObject(key: TokenKey): Uint8Array {
  return objects([0x70, key.certificate()], [0x71, Uint8Array.of(0)], [0xfe, EMPTY])
}

/** Tags say constructed here and are not, although SP 800-73-4 calls it BER-TLV. */
function objects(...parts: readonly (readonly [tag: number, value: Uint8Array])[]): Uint8Array {
  return encodeFlatTlvs(parts.map(([tag, value]) => ({ tag, value })))
}

const EMPTY = new Uint8Array(0)
