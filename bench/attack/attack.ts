// An attack script plays a protocol with one party cheating and says what it cost whom, and which check stops it.
// Each runs the same moves under several settings, so that the difference a check makes can be seen.

import type { Layout } from '../../src/bytes/layout.ts'
import type { Outcome } from '../../src/payment/outcome.ts'
import type { Wiretap } from '../../src/payment/play/flow.ts'
import type { Route } from '../scheme/contract/wire.ts'

export interface Attack {
  /** As given to `tickbench attack`. */
  readonly name: string
  readonly title: string
  /** Where it is described: a clause of a specification or a paper. */
  readonly source: string
  /** `stage` is where it is watched from. */
  run(stage?: Stage): Promise<AttackReport>
}

/** One row a setting. */
export type AttackReport = readonly AttackRow[]

export interface AttackRow {
  /** The variant or option under attack, e.g. `3kp`, `unsigned-cumulative`. */
  readonly setting: string
  readonly outcome: 'succeeds' | 'stopped'
  /** Minor units won (positive) or lost (negative) by each role, compared with honest play. */
  readonly gains: Readonly<Record<string, bigint>>
  /** The refusal or rule that stops it; what is missing where it succeeds. */
  readonly because: string
}

/** What became of a message that was not simply delivered. */
export type Handling = 'changed' | 'lost' | 'repeated'

export interface Stage {
  /** Plays one setting; its row is the verdict. */
  under(setting: string, play: () => Promise<AttackRow>): Promise<AttackRow>
  /** A message as it arrives on the other side: it has been through its codec. */
  sends<T>(layout: Layout<T>, message: T, route: Route, handling?: Handling): T
  /** What the receiver made of it; told of where it refuses. */
  judges<Told extends Outcome<unknown, string>>(by: string, step: string, outcome: Told): Told
  /** Somebody who reads all six flows of a payment. */
  readonly tap: Required<Omit<Wiretap, 'bytes'>>
}
