// The PINs of tokens in a reader: what their holder put into the environment.

import { printTries, type TokenPins } from '../../src/card/tokens/foreign-pin.ts'
import { pinsFrom } from '../scheme/card-signature/token-pins.ts'
import type { SchemeSettings } from '../scheme/contract/declaration.ts'
import type { Terminal } from './terminal.ts'

/** Undefined for emulated tokens. */
export function pinsFor(cards: SchemeSettings['cards'], terminal: Terminal): TokenPins | undefined {
  if (typeof cards === 'string') return undefined
  return { ...pinsFrom(process.env), tellTries: (left) => terminal.err(`${printTries(left)}; sending the PIN\n`) }
}
