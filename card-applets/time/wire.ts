// How long an APDU takes between reader and card: contacts (ISO/IEC 7816-3), contactless (ISO/IEC 14443-3 and -4) and
// the reader itself. Formulas and their reasons: MODEL.md, "Wire" and "Reader".
// Leaves out waiting time extensions, repeated blocks, and power-up with its ATR and parameter exchange.

import { parseHex } from '../../src/bytes/hex.ts'
import { parseAtr } from '../../src/iso7816/atr.ts'

/** What the reader and its driver add to each exchange. */
export type ReaderCost =
  | { readonly kind: 'none' }
  /** A USB CCID reader: bulk transfers without polling. */
  | { readonly kind: 'ccid'; readonly perExchangeNs: number }
  /** A HID token: reports of 64 bytes, one each polling interval and direction. */
  | { readonly kind: 'hid'; readonly intervalNs: number }

export interface ContactWire {
  readonly kind: 'contact'
  readonly protocol: 'T=0' | 'T=1'
  /** Clock cycles per bit: Fi / Di after the reader has negotiated what the ATR offers. */
  readonly cyclesPerBit: number
  readonly clockHz: number
  /** Bits per character with its guard time: 12 unless TC1 says otherwise. */
  readonly characterEtu: number
  /** IFSC: the most data bytes in a block of T=1 to the card. */
  readonly commandBlockBytes: number
  /** IFSD: the same to the reader. */
  readonly answerBlockBytes: number
  readonly reader: ReaderCost
  /** What JCAlgTest's command that does nothing took through these contacts, wire and reader included (dispatch.ts). */
  readonly emptyCommandNs?: number
}

export interface ContactlessWire {
  readonly kind: 'contactless'
  readonly kbitPerSecond: 106 | 212 | 424 | 848
  readonly frameBytes: number
  readonly reader: ReaderCost
  /** What JCAlgTest's command that does nothing took through this interface, wire and reader included (dispatch.ts). */
  readonly emptyCommandNs?: number
}

/** A whole exchange as somebody measured it by size, with reader, driver and the card's dispatch in it. */
export interface MeasuredWire {
  readonly kind: 'measured'
  /** Exchanges whose answer is a status alone, by the bytes of their command; lengths rise. */
  readonly commands: readonly SizedTime[]
  /** What answers take more, by their bytes, status included; lengths rise. */
  readonly answers: readonly SizedTime[]
}

export interface SizedTime {
  readonly bytes: number
  readonly ns: number
}

export type Wire = { readonly kind: 'none' } | ContactWire | ContactlessWire | MeasuredWire

export interface WireTime {
  /** Bits on the wire and the turn-around times that belong to them. */
  readonly wireNs: number
  readonly readerNs: number
}

/** 4 MHz is the clock of most readers (274 of 692); at most what Fi allows. */
const READER_CLOCK_HZ = 4_000_000
/** 0.73 ms for a short exchange in a log of the CCID driver, and the host. */
const CCID: ReaderCost = { kind: 'ccid', perExchangeNs: 1_000_000 }
const LARGEST_BLOCK = 254

/** The wire of a card with this ATR (hex) in a usual reader that uses the rate the card offers. */
export function contactWire(atr: string, protocol: 'T=0' | 'T=1', emptyCommandNs?: number): ContactWire {
  const { fi = 372, di = 1, maxClockHz = READER_CLOCK_HZ, groups, ifsc } = parseAtr(parseHex(atr))
  return {
    kind: 'contact',
    protocol,
    cyclesPerBit: fi / di,
    clockHz: Math.min(READER_CLOCK_HZ, maxClockHz),
    characterEtu: characterEtu(groups[0]?.tc, protocol),
    commandBlockBytes: ifsc ?? LARGEST_BLOCK,
    answerBlockBytes: LARGEST_BLOCK,
    reader: CCID,
    ...(emptyCommandNs !== undefined && { emptyCommandNs }),
  }
}

export function contactlessWire(
  kbitPerSecond: ContactlessWire['kbitPerSecond'],
  emptyCommandNs?: number,
): ContactlessWire {
  const measured = emptyCommandNs === undefined ? {} : { emptyCommandNs }
  return { kind: 'contactless', kbitPerSecond, frameBytes: 256, reader: CCID, ...measured }
}

/** The time of one exchange of `commandBytes` (header and lengths included) and `answerBytes` (status included). */
export function exchangeTime(wire: Wire, commandBytes: number, answerBytes: number): WireTime {
  switch (wire.kind) {
    case 'none':
      return { wireNs: 0, readerNs: 0 }
    case 'contact': {
      const etu =
        wire.protocol === 'T=1' ? blockEtu(wire, commandBytes, answerBytes) : byteEtu(wire, commandBytes, answerBytes)
      const wireNs = Math.round((etu * wire.cyclesPerBit * NS_PER_SECOND) / wire.clockHz)
      const transfers = wire.protocol === 'T=1' ? 1 : byteTransfers(commandBytes, answerBytes).count
      return { wireNs, readerNs: transfers * readerNs(wire.reader, commandBytes, answerBytes) }
    }
    case 'contactless':
      return {
        wireNs: contactlessNs(wire, commandBytes, answerBytes),
        readerNs: readerNs(wire.reader, commandBytes, answerBytes),
      }
    case 'measured':
      return {
        wireNs: Math.round(timeAt(wire.commands, commandBytes) + timeAt(wire.answers, answerBytes)),
        readerNs: 0,
      }
  }
}

/** On the line between two sizes; beyond the first and the last on the line through the two nearest. */
function timeAt(times: readonly SizedTime[], bytes: number): number {
  const after = times.findIndex((time) => time.bytes >= bytes)
  const at = Math.max(1, after === -1 ? times.length - 1 : after)
  const [below, above] = [times[at - 1], times[at]]
  if (below === undefined) return 0
  if (above === undefined) return below.ns
  return below.ns + ((bytes - below.bytes) / (above.bytes - below.bytes)) * (above.ns - below.ns)
}

const NS_PER_SECOND = 1_000_000_000
/** NAD, PCB, LEN and the check byte (7816-3:2006, 11.3). */
const BLOCK_OVERHEAD = 4
/**
 * Block guard time in etu, from the leading edge of a block's last character to that of the other side's first (7816-3:2006,
 * 11.4.3): the last character is in it.
 */
export const BLOCK_GUARD_ETU = 22

/** 7816-3:2006, 8.3 and 11.2: TC1 = FF means 12 etu at T=0 and 11 etu at T=1; absent means 0. */
function characterEtu(tc1: number | undefined, protocol: 'T=0' | 'T=1'): number {
  if (tc1 === 0xff) return protocol === 'T=1' ? 11 : 12
  return 12 + (tc1 ?? 0)
}

/**
 * T=1: a chain of blocks is acknowledged block by block, each acknowledgement a block without data. The line turns round
 * between two blocks; what comes after the answer passes while the reader hands it over.
 */
function blockEtu(wire: ContactWire, commandBytes: number, answerBytes: number): number {
  const { commandBlockBytes, answerBlockBytes, characterEtu } = wire
  const withData = Math.ceil(commandBytes / commandBlockBytes) + Math.ceil(answerBytes / answerBlockBytes)
  const acknowledgements = withData - 2
  const blocks = withData + acknowledgements
  const characters = commandBytes + answerBytes + blocks * BLOCK_OVERHEAD
  const turnEtu = Math.max(0, BLOCK_GUARD_ETU - characterEtu)
  return characters * characterEtu + (blocks - 1) * turnEtu
}

/** What T=0 moves for an APDU: data goes one way at a time, so that a case 4 answer is fetched by GET RESPONSE. */
interface ByteTransfers {
  readonly count: 1 | 2
  readonly dataBytes: number
}

/** The Le of a case 4 command does not travel. */
function byteTransfers(commandBytes: number, answerBytes: number): ByteTransfers {
  const behindHeader = Math.max(0, commandBytes - HEADER_BYTES)
  const received = answerBytes - STATUS_BYTES
  const fetched = behindHeader > 0 && received > 0
  return fetched
    ? { count: 2, dataBytes: behindHeader - 1 + received }
    : { count: 1, dataBytes: behindHeader + received }
}

const HEADER_BYTES = 5
const STATUS_BYTES = 2

/** T=0, each transfer: header, one procedure byte where data moves, data, SW1 SW2. */
function byteEtu({ characterEtu }: ContactWire, commandBytes: number, answerBytes: number): number {
  const { count, dataBytes } = byteTransfers(commandBytes, answerBytes)
  const procedureBytes = dataBytes > 0 ? count : 0
  return (count * (HEADER_BYTES + STATUS_BYTES) + procedureBytes + dataBytes) * characterEtu
}

const CARRIER_HZ = 13_560_000
/** Frame delay time in carrier cycles, in each direction (14443-3, 6.2.1.1). */
const FRAME_DELAY_CYCLES = 1236
/** PCB and CRC. */
const FRAME_OVERHEAD = 3
/** Type A: eight bits and parity. */
const BITS_PER_BYTE = 9
/** Carrier cycles per bit at 106 kbit/s. */
const CYCLES_PER_BIT_AT_106 = 128

function contactlessNs(wire: ContactlessWire, commandBytes: number, answerBytes: number): number {
  const inFrame = wire.frameBytes - FRAME_OVERHEAD
  const frames = Math.ceil(commandBytes / inFrame) + Math.ceil(answerBytes / inFrame)
  const acknowledgements = frames - 2
  const bytes = commandBytes + answerBytes + (frames + acknowledgements) * FRAME_OVERHEAD
  const cyclesPerBit = CYCLES_PER_BIT_AT_106 / Math.round(wire.kbitPerSecond / 106)
  const cycles = bytes * BITS_PER_BYTE * cyclesPerBit + (frames + acknowledgements) * FRAME_DELAY_CYCLES
  return Math.round((cycles * NS_PER_SECOND) / CARRIER_HZ)
}

/** Payload of the first and of each later report of CTAPHID (CTAP 2.1, 11.2.4). */
const FIRST_REPORT = 57
const LATER_REPORT = 59

function readerNs(reader: ReaderCost, commandBytes: number, answerBytes: number): number {
  switch (reader.kind) {
    case 'none':
      return 0
    case 'ccid':
      return reader.perExchangeNs
    case 'hid':
      return (reports(commandBytes) + reports(answerBytes)) * reader.intervalNs
  }
}

function reports(bytes: number): number {
  return 1 + Math.ceil(Math.max(0, bytes - FIRST_REPORT) / LATER_REPORT)
}
