// What a process that measures and the one that started it tell each other: to each question an answer. Errors that a user
// can do something about cross with their class and code; anything else crosses as a message and is a fault.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import { WireFailure, type WireFailureCode } from '../../src/card/wire-failure.ts'
import type { PilotedCase, PilotTerms } from '../run/pilot.ts'
import type { Case } from '../run/plan.ts'
import type { SampleBlock } from '../run/sample-block.ts'
import type { SeatResult, SeatTask } from '../run/seat.ts'
import { NothingMeasurable, type Description, type SuiteTerms } from './suite.ts'

export type ToChild =
  | ({ readonly suite: string; readonly terms: SuiteTerms; readonly against?: string } & (
      | { readonly kind: 'describe' }
      | { readonly kind: 'pilot'; readonly cases: readonly Case[]; readonly pilot: PilotTerms }
      | { readonly kind: 'measure'; readonly task: SeatTask }
    ))
  /** It is not answered: what was asked is, with what there is by then. */
  | { readonly kind: 'stop' }
  /** Ends the process. */
  | { readonly kind: 'close' }

export interface Answers {
  readonly described: Description
  readonly piloted: SeatResult<PilotedCase>
  readonly measured: SeatResult<SampleBlock>
}

export type FromChild =
  | { readonly [Kind in keyof Answers]: { readonly kind: Kind; readonly answer: Answers[Kind] } }[keyof Answers]
  | Failure

export type Failure = { readonly kind: 'failure'; readonly message: string } & (
  | { readonly of: 'wire'; readonly code: WireFailureCode }
  | { readonly of: 'bytes'; readonly path: string }
  | { readonly of: 'nothingMeasurable' }
  | { readonly of: 'fault' }
)

export function failureOf(error: unknown): Failure {
  const kind = 'failure'
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof WireFailure) return { kind, message, of: 'wire', code: error.code }
  if (error instanceof DecodeError) return { kind, message: error.reason, of: 'bytes', path: error.path }
  if (error instanceof NothingMeasurable) return { kind, message, of: 'nothingMeasurable' }
  return { kind, message, of: 'fault' }
}

export function errorOf(failure: Failure): Error {
  switch (failure.of) {
    case 'wire':
      return new WireFailure(failure.code, failure.message)
    case 'bytes':
      return new DecodeError(failure.path, failure.message)
    case 'nothingMeasurable':
      return new NothingMeasurable(failure.message)
    case 'fault':
      return new Error(failure.message)
  }
}
