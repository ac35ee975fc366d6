// The stack that every scenario puts on its card.

import type { OpenCard } from '../../src/card/channel.ts'
import { takesExtended } from '../wire-form.ts'
import { chaining } from './chaining.ts'
import { getResponse } from './get-response.ts'
import { lock } from './lock.ts'
import { stack, type Wrapper } from './stack.ts'
import { wrongLength } from './wrong-length.ts'

/**
 * Whole commands in, whole answers out, one at a time. `observers` see what really goes over the wire, GET RESPONSE and
 * the parts of a chain included.
 */
export function usualStack(card: OpenCard, ...observers: readonly Wrapper[]): OpenCard {
  const { maxCommandBytes } = card.facts
  const limits = { extended: takesExtended(card.facts), maxCommandBytes }
  return lock(stack(card, ...observers, wrongLength, getResponse, chaining(limits)))
}
