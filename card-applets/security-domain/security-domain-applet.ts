// A read-only issuer security domain (GlobalPlatform Card Specification 2.3.1, 11.3 and 11.9): enough for
// card-management tools to find the card and print what it is. It holds no keys: commands that would need a secure
// channel are refused, so nothing can be loaded, deleted or locked.

import { concat } from '../../src/bytes/bytes.ts'
import { parseHex } from '../../src/bytes/hex.ts'
import { parseAid, type Aid } from '../../src/iso7816/aid.ts'
import { decodeClassByte } from '../../src/iso7816/class-byte.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { responseApdu, statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import { encodeTlv, tlv, type Tlv } from '../../src/iso7816/tlv.ts'
import type { AppletFactory } from '../applet.ts'
import { cplcLayout, emulatedCplc } from './cplc.ts'

/** The AID that the specification gives to issuer security domains (H.1.3). */
export const SECURITY_DOMAIN_AID: Aid = parseAid('A0 0000 0151 0000 00')

export interface SecurityDomainOptions {
  /** Four bytes; the CPLC and the card image number CIN carry them. */
  readonly serialNumber: Uint8Array
  /** Issuer identification number, tag 42. */
  readonly iin?: Uint8Array
}

/** Install it first: the default applet is what the empty AID selects. */
export function securityDomainApplet(options: SecurityDomainOptions): AppletFactory {
  const objects = dataObjects(options)
  return {
    aid: SECURITY_DOMAIN_AID,
    install: () => ({
      multiselectable: true,
      select: () => ({ kind: 'selected', proprietary: encodeTlv(tlv(0x9f65, Uint8Array.of(MOST_COMMAND_DATA))) }),
      process: (command) => answer(objects, command),
    }),
  }
}

const INS_GET_DATA = 0xca
const INS_SELECT = 0xa4
/** INITIALIZE UPDATE, EXTERNAL AUTHENTICATE, PUT KEY, STORE DATA, DELETE, INSTALL, LOAD, SET STATUS, GET STATUS. */
const INS_MANAGEMENT: readonly number[] = [0x50, 0x82, 0xd8, 0xe2, 0xe4, 0xe6, 0xe8, 0xf0, 0xf2]
const MOST_COMMAND_DATA = 0xff

function answer(objects: ReadonlyMap<number, Uint8Array>, command: CommandApdu): ResponseApdu {
  const { ins, p1, p2 } = command
  if (decodeClassByte(command.cla).kind === 'proprietary') return statusOnly(SW.claNotSupported)
  if (ins === INS_GET_DATA) {
    const object = objects.get((p1 << 8) | p2)
    return object === undefined ? statusOnly(SW.referencedDataNotFound) : responseApdu(object, SW.ok)
  }
  if (ins === INS_SELECT) return statusOnly(SW.fileNotFound)
  const known = INS_MANAGEMENT.includes(ins)
  return statusOnly(known ? SW.securityStatusNotSatisfied : SW.insNotSupported)
}

/** What GET DATA gives, by P1 P2: always the whole object with its tag (11.3.3). */
function dataObjects({ serialNumber, iin = new Uint8Array(4) }: SecurityDomainOptions): Map<number, Uint8Array> {
  const cplc = cplcLayout.encode(emulatedCplc(serialNumber))
  const objects = [
    tlv(0x42, iin),
    tlv(0x45, serialNumber),
    tlv(0x66, [cardData()]),
    keyInformation(),
    tlv(0x9f7f, cplc),
  ]
  return new Map(objects.map((object) => [object.tag, encodeTlv(object)]))
}

/** Object identifiers below {iso(1) member-body(2) country-USA(840) globalPlatform(114283)} (H.1). */
const GLOBALPLATFORM = parseHex('2A 86 48 86 FC 6B')

/** Card recognition data, tag 73 (H.2): specification 2.3.1, and SCP03 with i = 70 as the channel it would speak. */
function cardData(): Tlv {
  return tlv(0x73, [oid(1), tlv(0x60, [oid(2, 2, 3, 1)]), tlv(0x63, [oid(3)]), tlv(0x64, [oid(4, 3, 0x70)])])
}

function oid(...arcs: readonly number[]): Tlv {
  return tlv(0x06, concat(GLOBALPLATFORM, Uint8Array.from(arcs)))
}

/** Three AES-128 keys of version FF, which says that none has been put yet (11.3.3.1). */
function keyInformation(): Tlv {
  const [aes, bytes, version] = [0x88, 16, 0xff]
  return tlv(
    0xe0,
    [1, 2, 3].map((identifier) => tlv(0xc0, Uint8Array.of(identifier, version, aes, bytes))),
  )
}
