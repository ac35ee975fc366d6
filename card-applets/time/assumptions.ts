// What a modelled time rests on, in words, for every place that shows one: a line for each assumption, the doubts last.
// Formulas and reasons are in MODEL.md.

import { blocksOf, contradictionsIn, type Contradiction } from './blocks.ts'
import type { CardOperation, CardProfile } from './card-profile.ts'
import type { CardSetting } from './card-profiles.ts'
import { dispatchOn, type Dispatch } from './dispatch.ts'
import { BLOCK_GUARD_ETU, type ContactWire, type ReaderCost, type Wire } from './wire.ts'

/**
 * Of this card on this wire; doubts of those operations alone that were `used`, where that is known. Never empty; no line
 * has a full stop at its end.
 */
export function assumptionsOf({ profile, wire }: CardSetting, used?: readonly CardOperation[]): readonly string[] {
  const contradictions = contradictionsIn(profile.figures)
  return [
    `wire: ${wireWords(wire)}`,
    ...(wire.kind === 'none' || wire.kind === 'measured' ? [] : [`reader: ${readerWords(wire.reader)}`]),
    ...(hasLengths(profile) ? BY_LENGTH : ['operations: one duration each, whatever their length']),
    `range: ${rangeWords(wire, dispatchOn(wire))}`,
    ...contradictions
      .filter(({ operation }) => used === undefined || used.includes(operation))
      .map((found) => `doubt: ${contradictionWords(found)}`),
  ]
}

function hasLengths({ figures }: CardProfile): boolean {
  return Object.values(figures).some((rows) => rows.some(({ bytes }) => bytes !== undefined))
}

const BY_LENGTH = [
  'hashes and MACs: by whole blocks from the card’s own rows, a straight line between two measured numbers of blocks',
  'writes: a straight line between two measured lengths; a transaction takes one write of all its bytes at least, one write each at most',
]

function wireWords(wire: Wire): string {
  switch (wire.kind) {
    case 'none':
      return 'none'
    case 'contact':
      return `${contactWords(wire)}; no waiting time extension, nothing sent again`
    case 'contactless':
      return `contactless type A, ${wire.kbitPerSecond} kbit/s, frames of ${wire.frameBytes} bytes; no waiting time extension, nothing sent again`
    case 'measured':
      return 'whole exchanges as they were measured by size, with reader, driver and dispatch in them'
  }
}

function contactWords({ protocol, clockHz, cyclesPerBit, characterEtu }: ContactWire): string {
  const kbit = clockHz / cyclesPerBit / 1e3
  const guard = protocol === 'T=1' ? `, block guard time ${BLOCK_GUARD_ETU} etu` : ''
  return `contacts, ${protocol}, clock ${digits(clockHz / 1e6)} MHz, Fi/Di ${digits(cyclesPerBit)} (${digits(kbit)} kbit/s), ${characterEtu} etu a character${guard}`
}

function readerWords(reader: ReaderCost): string {
  switch (reader.kind) {
    case 'none':
      return 'takes no time'
    case 'ccid':
      return `${milliseconds(reader.perExchangeNs)} an exchange for USB (CCID, bulk transfers, no polling) and driver`
    case 'hid':
      return `polled every ${milliseconds(reader.intervalNs)} for each report of 64 bytes (HID)`
  }
}

function rangeWords(wire: Wire, { ns, basis }: Dispatch): string {
  const above = `the sum of the parts at least; at most ${milliseconds(ns)} a command more`
  switch (basis) {
    case 'emptyCommand': {
      const whole = 'emptyCommandNs' in wire ? milliseconds(wire.emptyCommandNs ?? 0) : ''
      return `${above} for dispatch and bytecode: what JCAlgTest’s command that does nothing took on this card (${whole}, with up to 22 small writes in it) less its wire and reader; an applet with more bytecode takes longer still`
    }
    case 'otherCards':
      return `${above} for dispatch and bytecode, which is doubtful: the median of other cards, as nobody measured a command that does nothing on this one`
    case 'ownExchange':
      return `${above} for the applet’s bytecode, which is doubtful: its shortest exchange once more, as nobody measured bytecode alone`
    case 'noCard':
      return 'none, as there is no card that dispatches commands'
  }
}

function contradictionWords({ operation, shorter, longer }: Contradiction): string {
  const mended =
    blocksOf(operation, 0) === undefined ? 'both are used as they stand' : 'such rows are pooled to their mean'
  return `${operation} of ${longer.bytes} B took ${milliseconds(longer.ns)} where ${shorter.bytes} B took ${milliseconds(shorter.ns)}; ${mended}`
}

function milliseconds(ns: number): string {
  return `${digits(ns / 1e6)} ms`
}

/** Three digits, no zeros behind the point. */
function digits(value: number): string {
  return String(Number(value.toPrecision(3)))
}
