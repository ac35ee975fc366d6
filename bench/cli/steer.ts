// Words by which a person or a script moves the cards of a running stand-in, or lets the next exchange fail.

import { counted } from '../../src/bytes/counted.ts'
import type { StandIn, VirtualReader } from '../../reader/serve/pcscd/service.ts'
import type { CardPort } from '../../src/card/port.ts'

/** Readers with the card that belongs to each. */
export interface Steered {
  readonly standIn: StandIn
  readonly readers: readonly { readonly reader: VirtualReader; readonly card: CardPort }[]
}

export const STEERING =
  'remove [N], insert [N] (reader N, 0 unless given), fault NAME [TIMES] with NAME one of reset, removed, silence, hang-up'

const FAULTS = {
  reset: 'reset',
  removed: 'removed',
  silence: 'silence',
  'hang-up': 'hangUp',
} as const

/** Does what the line says; gives what to tell. Never throws. */
export function steer({ standIn, readers }: Steered, line: string): string {
  const [word = '', first = '', second = '1'] = line.trim().split(/\s+/)
  if (word === 'remove' || word === 'insert') {
    const found = readers[Number(first)]
    if (found === undefined) return `there is no reader ${first}: 0 to ${readers.length - 1}`
    const { reader, card } = found
    if (word === 'remove') return reader.remove() ? `removed from ${reader.name}` : `no card was in ${reader.name}`
    return reader.insert(card) ? `inserted into ${reader.name}` : `a card is in ${reader.name} already`
  }
  const fault = Object.entries(FAULTS).find(([name]) => name === first)
  const times = Number(second)
  if (word !== 'fault' || fault === undefined || !Number.isInteger(times) || times < 1) return `give ${STEERING}`
  standIn.injectFault({ on: 'transmit', does: fault[1], times })
  return `the next ${times === 1 ? 'exchange' : counted(times, 'exchange')}: ${fault[0]}`
}
