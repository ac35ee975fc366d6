// Which reader a user means.

import { WireFailure } from '../../../src/card/wire-failure.ts'
import type { ReaderState } from '../../reader.ts'

/**
 * By its exact name, else by the one name that contains it; with none wanted, the first with a card that nobody else
 * holds. Throws `WireFailure` `noReader` or `noCard`, naming what is there.
 */
export function chooseReader(states: readonly ReaderState[], wanted: string | undefined): string {
  if (states.length === 0) throw new WireFailure('noReader', 'the PC/SC service is here but no reader is connected')
  if (wanted === undefined) {
    const free = states.find((state) => state.card === 'present' && !state.taken) ?? states.find(hasCard)
    if (free === undefined)
      throw new WireFailure('noCard', `no card in ${states.map((state) => state.reader).join(', ')}`)
    return free.reader
  }
  if (states.some((state) => state.reader === wanted)) return wanted
  const alike = states.filter((state) => state.reader.toLowerCase().includes(wanted.toLowerCase()))
  const [only] = alike
  if (only !== undefined && alike.length === 1) return only.reader
  const among = states.map((state) => state.reader).join(', ')
  throw new WireFailure(
    'noReader',
    `${alike.length === 0 ? 'no' : 'more than one'} reader named ${wanted} among ${among}`,
  )
}

function hasCard(state: ReaderState): boolean {
  return state.card !== 'absent'
}
