// A scheme whose every payment is told of from its beginning to its end, with what it cost: the same for all schemes.

import { costsBetween, type Lane } from '../witness/witness.ts'
import type { MicroTransaction } from '../workload/micro-transaction.ts'
import type { OpenScheme } from './contract/declaration.ts'
import { SchemeFailure } from './contract/failure.ts'

export interface WitnessedIn {
  readonly lane: Lane
  /** Value of a coupon or tick, minor units. */
  readonly unit: bigint
}

export function witnessed<Evidence>(run: OpenScheme<Evidence>, { lane, unit }: WitnessedIn): OpenScheme<Evidence> {
  let payments = 0
  lane.setCardClock(() => run.cardClock?.now()?.lowerNs)
  return {
    ...run,
    async pay(transaction) {
      payments += 1
      lane.transaction(payments)
      const before = run.meters().operations
      const span = lane.open({ kind: 'payment', ...orderOf(transaction, unit) })
      try {
        await run.pay(transaction)
        const costs = costsBetween(before, run.meters().operations)
        lane.close(span, { kind: 'paid', outcome: 'paid', says: '', costs })
      } catch (error) {
        const outcome = error instanceof SchemeFailure ? 'refused' : 'broken'
        const says = error instanceof Error ? error.message : String(error)
        lane.close(span, { kind: 'paid', outcome, says, costs: costsBetween(before, run.meters().operations) })
        throw error
      } finally {
        lane.transaction(0)
      }
    },
  }
}

function orderOf({ buyer, seller, price }: MicroTransaction, unit: bigint) {
  return { buyer, seller, units: String(price / unit) }
}
