// An attack script plays a protocol with one party cheating and says what it cost whom, and which check stops it.
// Each runs the same moves under several settings, so that the difference a check makes can be seen.

export interface Attack {
  /** As given to `tickbench attack`. */
  readonly name: string
  readonly title: string
  /** Where it is described: a clause of a specification or a paper. */
  readonly source: string
  run(): Promise<AttackReport>
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
