// Asking a card again until its answer is definite: after a broken wire with a reset in between, after a spoilt answer
// at once. Only for commands that repeat their answer, so that asking again never pays twice (cafe-tick/SPEC.md 4).

import { DecodeError } from '../bytes/decode-error.ts'
import type { Outcome } from '../payment/outcome.ts'
import { WireFailure, type WireFailureCode } from './wire-failure.ts'

export interface Retry {
  /** Brings the card back after a broken wire. */
  readonly restart: () => Promise<void>
  /** Refusals that may come from an answer spoilt on its way rather than from the card. */
  readonly spoilt: ReadonlySet<string>
  /** 3 unless given. */
  readonly attempts?: number
}

const DEFAULT_ATTEMPTS = 3

/** Throws the last failure when the attempts are used up, and at once what asking again cannot mend. */
export async function untilDefinite<Value, Refusal extends string>(
  step: () => Promise<Outcome<Value, Refusal>>,
  { restart, spoilt, attempts = DEFAULT_ATTEMPTS }: Retry,
): Promise<Outcome<Value, Refusal>> {
  for (let left = attempts - 1; ; left -= 1) {
    try {
      const outcome = await step()
      if (left === 0 || outcome.ok || !spoilt.has(outcome.refused)) return outcome
    } catch (error) {
      if (left === 0 || !isTransient(error)) throw error
      if (error instanceof WireFailure) await restart()
    }
  }
}

/** Failures after which a card that is still there can be asked again. */
const TRANSIENT: ReadonlySet<WireFailureCode> = new Set(['cardMute', 'cardReset', 'timeout', 'protocol'])

function isTransient(error: unknown): boolean {
  return error instanceof DecodeError || (error instanceof WireFailure && TRANSIENT.has(error.code))
}
