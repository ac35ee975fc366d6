// The answer to reset: which protocols a card speaks, how fast, and what it says of itself (ISO/IEC 7816-3:2006, 8.2).
// Strict where readers differ: exact length, at most 33 bytes, TCK present exactly when it must be and right.
// Leaves out the choice of a protocol and its parameters (PPS), which the reader makes.

import { counted } from '../bytes/counted.ts'
import { DecodeError } from '../bytes/decode-error.ts'
import { printHex } from '../bytes/hex.ts'
import { cardCapabilities, readHistoricalBytes, type CompactTlv } from './historical-bytes.ts'
import {
  explainInterfaceByte,
  ifscOf,
  protocolsOf,
  transmissionFactors,
  type InterfaceGroup,
  type TransmissionFactors,
} from './interface-bytes.ts'

/** What an ATR is made of; the rest follows from it. */
export interface AtrParts {
  readonly convention: 'direct' | 'inverse'
  /** At least one; the first has no protocol, each later one has. */
  readonly groups: readonly InterfaceGroup[]
  /** 0 to 15 bytes. */
  readonly historicalBytes: Uint8Array
}

export interface Atr extends AtrParts, TransmissionFactors {
  /** The protocol types offered, in order, e.g. 0 and 1. */
  readonly protocols: readonly number[]
  /** The protocol that TA2 makes the only one; undefined in negotiable mode. */
  readonly specificProtocol: number | undefined
  /** The most data bytes in a T=1 block to the card; undefined without T=1. */
  readonly ifsc: number | undefined
  /** The check byte; undefined where only T=0 is offered. */
  readonly tck: number | undefined
}

const MOST_BYTES = 33
const MOST_HISTORICAL = 15
const DIRECT = 0x3b
const INVERSE = 0x3f
const LETTERS = ['ta', 'tb', 'tc'] as const

/** Throws `DecodeError` for anything that a strict reader would not take. Historical bytes are a view, not a copy. */
export function parseAtr(bytes: Uint8Array): Atr {
  if (bytes.length > MOST_BYTES)
    throw new DecodeError('Atr', `${counted(bytes.length, 'byte')} are more than ${MOST_BYTES}`)
  const ts = need(bytes, 0, 'TS')
  if (ts !== DIRECT && ts !== INVERSE)
    throw new DecodeError('Atr.TS', `${printHex(bytes.subarray(0, 1))}, not 3b or 3f`)
  const { groups, end } = readGroups(bytes)
  const historicalEnd = end + (need(bytes, 1, 'T0') & 0xf)
  const tck = hasCheckByte(groups) ? need(bytes, historicalEnd, 'TCK') : undefined
  const length = historicalEnd + (tck === undefined ? 0 : 1)
  if (bytes.length !== length)
    throw new DecodeError('Atr', `${counted(bytes.length, 'byte')} where T0 and TD make it ${length}`)
  if (tck !== undefined && checkByte(bytes) !== 0) throw new DecodeError('Atr.TCK', 'the check byte is wrong')
  const historicalBytes = bytes.subarray(end, historicalEnd)
  return derive({ convention: ts === DIRECT ? 'direct' : 'inverse', groups, historicalBytes }, tck)
}

/** The ATR with these parts and the right TCK, direct convention and one empty group unless given. Throws `RangeError`. */
export function buildAtr(parts: Partial<AtrParts>): Uint8Array {
  const { convention = 'direct', groups = [{}], historicalBytes = new Uint8Array(0) } = parts
  if (historicalBytes.length > MOST_HISTORICAL) throw new RangeError(`${historicalBytes.length} historical bytes`)
  checkGroups(groups)
  const bytes = [convention === 'direct' ? DIRECT : INVERSE, (presence(groups, 0) << 4) | historicalBytes.length]
  groups.forEach((group, at) => {
    for (const letter of LETTERS) if (group[letter] !== undefined) bytes.push(group[letter])
    const protocol = groups[at + 1]?.protocol
    if (protocol !== undefined) bytes.push((presence(groups, at + 1) << 4) | protocol)
  })
  bytes.push(...historicalBytes)
  if (hasCheckByte(groups)) bytes.push(checkByte(bytes))
  if (bytes.length > MOST_BYTES) throw new RangeError(`an ATR of ${bytes.length} bytes, more than ${MOST_BYTES}`)
  return Uint8Array.from(bytes)
}

/** Several lines for people: the bytes, then one line for each with its meaning. */
export function printAtr(atr: Atr): string {
  const { groups, historicalBytes, tck } = atr
  const t0 = (presence(groups, 0) << 4) | historicalBytes.length
  const lines = [
    printSpaced(buildAtr(atr)),
    line('TS', atr.convention === 'direct' ? DIRECT : INVERSE, `${atr.convention} convention`),
    line('T0', t0, `${historicalBytes.length} historical bytes`),
    ...groups.flatMap((_, at) => printGroup(groups, at)),
  ]
  if (historicalBytes.length > 0) lines.push(...printHistoricalBytes(historicalBytes))
  if (tck !== undefined) lines.push(line('TCK', tck, 'check byte, right'))
  return lines.join('\n')
}

function readGroups(bytes: Uint8Array): { readonly groups: readonly InterfaceGroup[]; readonly end: number } {
  const groups: InterfaceGroup[] = []
  let present = need(bytes, 1, 'T0') >> 4
  let protocol: number | undefined
  let at = 2
  for (;;) {
    const take = (bit: number, name: string): number | undefined =>
      (present & bit) === 0 ? undefined : need(bytes, at++, `${name}${groups.length + 1}`)
    groups.push({ protocol, ta: take(1, 'TA'), tb: take(2, 'TB'), tc: take(4, 'TC') })
    if ((present & 8) === 0) return { groups, end: at }
    const td = need(bytes, at++, `TD${groups.length}`)
    present = td >> 4
    protocol = td & 0xf
    if (groups.length === 1 && protocol === 15) throw new DecodeError('Atr.TD1', 'T=15 is not a protocol')
  }
}

function derive(parts: AtrParts, tck: number | undefined): Atr {
  const ta2 = parts.groups[1]?.ta
  return {
    ...parts,
    protocols: protocolsOf(parts.groups),
    specificProtocol: ta2 === undefined ? undefined : ta2 & 0xf,
    ...transmissionFactors(parts.groups[0]?.ta),
    ifsc: ifscOf(parts.groups),
    tck,
  }
}

/** 8.2.5: with only T=0, named or meant, there is no check byte; with anything else, T=15 included, there is. */
function hasCheckByte(groups: readonly InterfaceGroup[]): boolean {
  return groups.some((group) => group.protocol !== undefined && group.protocol !== 0)
}

/** The exclusive or of everything after TS: TCK itself when building, 0 when checking. */
function checkByte(bytes: Iterable<number>): number {
  let sum = 0
  let first = true
  for (const byte of bytes) {
    if (!first) sum ^= byte
    first = false
  }
  return sum
}

/** The indicator Y of group `at`: which of TA, TB, TC, TD it has (8.2.2). */
function presence(groups: readonly InterfaceGroup[], at: number): number {
  const group = groups[at] ?? {}
  const letters = LETTERS.reduce((bits, letter, bit) => bits | (group[letter] === undefined ? 0 : 1 << bit), 0)
  return letters | (at + 1 < groups.length ? 8 : 0)
}

function checkGroups(groups: readonly InterfaceGroup[]): void {
  if (groups.length === 0) throw new RangeError('an ATR without its first group')
  groups.forEach((group, at) => {
    const { protocol } = group
    const belongs = at === 0 ? protocol === undefined : isUpTo(at === 1 ? 14 : 15, protocol)
    if (!belongs) throw new RangeError(`group ${at + 1} with protocol T=${protocol}`)
    for (const letter of LETTERS) {
      if (group[letter] !== undefined && !isUpTo(0xff, group[letter])) throw new RangeError(`${letter} is not a byte`)
    }
  })
}

function isUpTo(most: number, value: number | undefined): boolean {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= most
}

function printGroup(groups: readonly InterfaceGroup[], at: number): readonly string[] {
  const lines = LETTERS.flatMap((letter) => {
    const value = groups[at]?.[letter]
    return value === undefined
      ? []
      : [line(`${letter.toUpperCase()}${at + 1}`, value, explainInterfaceByte(groups, at, letter))]
  })
  const protocol = groups[at + 1]?.protocol
  if (protocol === undefined) return lines
  const meaning = protocol === 15 ? 'bytes for the whole card follow' : `protocol T=${protocol}`
  return [...lines, line(`TD${at + 1}`, (presence(groups, at + 1) << 4) | protocol, meaning)]
}

function printHistoricalBytes(bytes: Uint8Array): readonly string[] {
  const read = readHistoricalBytes(bytes)
  const first = `hist ${printSpaced(bytes)}`
  if (read.kind === 'directoryReference') return [`${first}  DIR data reference`]
  if (read.kind !== 'compactTlv') return [`${first}  ${read.kind}`]
  const objects = read.objects.map((object) => `     ${printObject(object)}`)
  const status = read.status === undefined ? [] : [`     status ${printSpaced(read.status)}`]
  const said = cardCapabilities(bytes)
  if (said === undefined) return [first, ...objects, ...status]
  const abilities = [
    said.chaining && 'command chaining',
    said.extendedLength && 'extended length',
    channels(said.channels),
  ]
  return [first, ...objects, ...status, `     card capabilities: ${abilities.filter(Boolean).join(', ')}`]
}

function channels(count: number): string {
  return count === 1 ? 'no further logical channels' : `${count}${count === 8 ? ' or more' : ''} logical channels`
}

function printObject({ tag, value }: CompactTlv): string {
  return `tag ${tag.toString(16)}: ${printSpaced(value)}`
}

function line(name: string, byte: number, meaning: string): string {
  return `${name.padEnd(4)} ${printSpaced([byte])}  ${meaning}`
}

function printSpaced(bytes: Iterable<number>): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
}

function need(bytes: Uint8Array, at: number, name: string): number {
  const byte = bytes[at]
  if (byte === undefined) throw new DecodeError(`Atr.${name}`, 'the ATR ends before it')
  return byte
}
