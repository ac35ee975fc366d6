// Tells of every step that a party judges: which checks it passed, which one it failed, which were not reached.

import { judgementOf, type CheckTable } from '../../../src/payment/check-table.ts'
import type { Lane } from '../../witness/witness.ts'
import type { Unwrap } from './failure.ts'

/** Who judges a step, and by which checks. */
export interface StepCheck {
  readonly by: string
  readonly checks: CheckTable<string>
}

/** By the names that steps have where they are unwrapped. */
export type StepChecks = Readonly<Record<string, StepCheck>>

/** The same without a lane. A step without a table is told of only where it is refused. */
export function judged<Refusal extends string>(
  unwrap: Unwrap<Refusal>,
  lane: Lane | undefined,
  steps: StepChecks,
): Unwrap<Refusal> {
  if (lane === undefined) return unwrap
  return (step, outcome, number) => {
    const refusal = outcome.ok ? undefined : outcome.refused
    const known = steps[step]
    if (known !== undefined || refusal !== undefined) {
      const { passed, failed, notReached } = judgementOf(known?.checks ?? {}, refusal)
      lane.tell({
        kind: 'judged',
        by: known?.by ?? '',
        step,
        passed,
        notReached,
        ...(failed !== undefined && { failed }),
        ...(refusal !== undefined && { refusal }),
      })
    }
    return unwrap(step, outcome, number)
  }
}
