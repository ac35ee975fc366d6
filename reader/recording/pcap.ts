// A recording as a packet capture that Wireshark opens: each exchange is one GSMTAP packet of type SIM (command and
// response joined, as SIMtrace sends them), the ATR comes first. Formats: pcap with nanoseconds, IPv4, UDP port 4729, GSMTAP 2.

import { concat } from '../../src/bytes/bytes.ts'
import { u16, u32, u8 } from '../../src/bytes/fields.ts'
import { layout, type Layout } from '../../src/bytes/layout.ts'
import { u16le, u32le } from '../../src/bytes/numbers.ts'
import { patternBytes } from './hex-pattern.ts'
import type { Recording, Step } from './recording.ts'

interface FileHeader {
  readonly magic: number
  readonly major: number
  readonly minor: number
  readonly zone: number
  readonly accuracy: number
  readonly snapLength: number
  readonly linkType: number
}

interface PacketHeader {
  readonly seconds: number
  readonly nanoseconds: number
  readonly captured: number
  readonly original: number
}

interface Packet {
  readonly versionAndLength: number
  readonly service: number
  readonly ipLength: number
  readonly identification: number
  readonly fragment: number
  readonly timeToLive: number
  readonly protocol: number
  readonly ipChecksum: number
  readonly source: number
  readonly destination: number
  readonly sourcePort: number
  readonly destinationPort: number
  readonly udpLength: number
  readonly udpChecksum: number
  readonly gsmtapVersion: number
  readonly gsmtapWords: number
  readonly gsmtapType: number
  readonly timeslot: number
  readonly channel: number
  readonly signal: number
  readonly noise: number
  readonly frame: number
  readonly subType: number
  readonly antenna: number
  readonly subSlot: number
  readonly reserved: number
}

const fileHeader: Layout<FileHeader> = layout<FileHeader>('PcapHeader', {
  magic: u32le('pcap with nanoseconds'),
  major: u16le('2'),
  minor: u16le('4'),
  zone: u32le('UTC'),
  accuracy: u32le('0'),
  snapLength: u32le('longest packet'),
  linkType: u32le('link type'),
})

const packetHeader: Layout<PacketHeader> = layout<PacketHeader>('PcapPacket', {
  seconds: u32le('since 1970'),
  nanoseconds: u32le('of the second'),
  captured: u32le('bytes that follow'),
  original: u32le('bytes there were'),
})

/** IPv4 (RFC 791), UDP (RFC 768) and GSMTAP 2 (libosmocore, gsmtap.h) in one: all have fixed sizes here. */
const packet: Layout<Packet> = layout<Packet>('GsmtapPacket', {
  versionAndLength: u8('IPv4, 5 words'),
  service: u8('0'),
  ipLength: u16('bytes with this header'),
  identification: u16('counts packets'),
  fragment: u16('0'),
  timeToLive: u8('64'),
  protocol: u8('UDP'),
  ipChecksum: u16('of the first 20 bytes'),
  source: u32('127.0.0.1'),
  destination: u32('127.0.0.1'),
  sourcePort: u16('GSMTAP'),
  destinationPort: u16('GSMTAP'),
  udpLength: u16('bytes with this header'),
  udpChecksum: u16('0: none'),
  gsmtapVersion: u8('2'),
  gsmtapWords: u8('4'),
  gsmtapType: u8('SIM'),
  timeslot: u8('0'),
  channel: u16('0'),
  signal: u8('0'),
  noise: u8('0'),
  frame: u32('0'),
  subType: u8('APDU or ATR'),
  antenna: u8('0'),
  subSlot: u8('0'),
  reserved: u8('0'),
})

const IP_BYTES = 20
const UDP_BYTES = 8
const GSMTAP_BYTES = 16
const MOST_PAYLOAD = 0xffff - IP_BYTES - UDP_BYTES - GSMTAP_BYTES
const LINKTYPE_RAW = 101
const GSMTAP_PORT = 4729
const GSMTAP_TYPE_SIM = 4
const SUB_TYPE = { apdu: 0, atr: 1 } as const
const LOCALHOST = 0x7f000001

/** Seconds have 32 bits. */
const LAST_NS = 0x1_0000_0000n * 1_000_000_000n - 1n

/** Hidden bytes appear as zeros. Throws `RangeError` for packets that are not of the years that the format knows. Exchanges without a response are left out; those beyond 64 KiB are cut, and say so. */
export function exportPcap(recording: Recording): Uint8Array {
  const beganNs = BigInt(recording.beganMs ?? 0) * 1_000_000n
  const header = fileHeader.encode({
    magic: 0xa1b23c4d,
    major: 2,
    minor: 4,
    zone: 0,
    accuracy: 0,
    snapLength: 0xffff,
    linkType: LINKTYPE_RAW,
  })
  const packets = recording.steps.flatMap((step, at) => {
    const payload = payloadOf(step)
    return payload === undefined ? [] : [encodePacket(payload, SUB_TYPE.apdu, at + 1, beganNs + endOf(step))]
  })
  return concat(header, encodePacket(recording.facts.atr, SUB_TYPE.atr, 0, beganNs), ...packets)
}

function payloadOf(step: Step): Uint8Array | undefined {
  if (step.kind === 'reset' || step.outcome.kind === 'failure') return undefined
  return concat(patternBytes(step.command), patternBytes(step.outcome.response))
}

/** A packet carries command and response, so it has the time of the latter. */
function endOf(step: Step): bigint {
  return step.kind === 'reset' ? step.startNs : step.startNs + step.elapsedNs
}

function encodePacket(payload: Uint8Array, subType: number, count: number, atNs: bigint): Uint8Array {
  if (atNs < 0n || atNs > LAST_NS) throw new RangeError('a capture holds packets of the years 1970 to 2106 only')
  const kept = payload.subarray(0, MOST_PAYLOAD)
  const udpLength = UDP_BYTES + GSMTAP_BYTES + kept.length
  const parts: Packet = {
    versionAndLength: 0x45,
    service: 0,
    ipLength: IP_BYTES + udpLength,
    identification: count & 0xffff,
    fragment: 0,
    timeToLive: 64,
    protocol: 17,
    ipChecksum: 0,
    source: LOCALHOST,
    destination: LOCALHOST,
    sourcePort: GSMTAP_PORT,
    destinationPort: GSMTAP_PORT,
    udpLength,
    udpChecksum: 0,
    gsmtapVersion: 2,
    gsmtapWords: GSMTAP_BYTES / 4,
    gsmtapType: GSMTAP_TYPE_SIM,
    timeslot: 0,
    channel: 0,
    signal: 0,
    noise: 0,
    frame: 0,
    subType,
    antenna: 0,
    subSlot: 0,
    reserved: 0,
  }
  const ipChecksum = onesComplement(packet.encode(parts).subarray(0, IP_BYTES))
  const head = packetHeader.encode({
    seconds: Number(atNs / 1_000_000_000n),
    nanoseconds: Number(atNs % 1_000_000_000n),
    captured: IP_BYTES + udpLength,
    original: IP_BYTES + udpLength + payload.length - kept.length,
  })
  return concat(head, packet.encode({ ...parts, ipChecksum }), kept)
}

/** RFC 791: the complement of the sum, with end-around carry, of 16-bit words. */
function onesComplement(bytes: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
