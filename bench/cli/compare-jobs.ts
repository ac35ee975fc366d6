// In how many processes `compare` runs its schemes. In one they take turns, payment by payment, which is the fairest
// measurement there is; in several a long run is sooner done, and its host times share the machine, which it says.

import { availableParallelism } from 'node:os'
import { InvalidArgumentError } from 'commander'
import { UserError } from './exit.ts'
import { wholeNumber } from './options.ts'

export type Jobs = number | 'auto'

export interface RunSize {
  readonly payments: number
  readonly schemes: number
  /** A card that exists once cannot be in several processes. */
  readonly hasOneCard: boolean
  /** Somebody watches how long a card takes. */
  readonly isSlept: boolean
}

/** Below this a run takes a few seconds, and to start processes would be half of them. */
export const LONG_RUN = 5_000

export function parseJobs(text: string): Jobs {
  if (text === 'auto') return 'auto'
  try {
    return wholeNumber(1, 64)(text)
  } catch {
    throw new InvalidArgumentError('give auto, or a whole number from 1 to 64.')
  }
}

/** Throws `UserError` when several were asked for that cannot be. */
export function jobsFor(asked: Jobs, run: RunSize, processors: number = availableParallelism()): number {
  const { payments, schemes, hasOneCard, isSlept } = run
  if (asked === 'auto') {
    return hasOneCard || isSlept || payments < LONG_RUN ? 1 : Math.min(processors, schemes)
  }
  if (asked > 1 && hasOneCard) {
    throw new UserError('--jobs: one card cannot be in several processes; leave it out, or --reader and --card-image')
  }
  return asked
}

/** For the line that says how the run was made; empty for one process. */
export function jobsNote(jobs: number): string {
  return jobs === 1
    ? ''
    : `; schemes in ${jobs} processes side by side, so that host times share the machine (--jobs 1: in turns)`
}
