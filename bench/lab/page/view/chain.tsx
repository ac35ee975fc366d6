// The chain that is being spent: a square a coupon or tick where there is room for each, a bar where there is not.

import type { JSX } from 'preact'
import { shortCount } from '../../../report/chart/tick-text.ts'
import type { LaneState } from '../fold/lane.ts'

const MOST_SQUARES = 64

export function Chain({ state }: { readonly state: LaneState }): JSX.Element | null {
  const { chain } = state
  if (chain === undefined) return null
  const { length, spent } = chain
  return (
    <div class="chain">
      <h3>
        Chain of {shortCount(length)} <span class="quiet">· {shortCount(spent)} spent</span>
      </h3>
      {length > MOST_SQUARES ? (
        <progress max={length} value={spent} aria-label="Spent of the chain" />
      ) : (
        <span class="squares" aria-hidden="true">
          {Array.from({ length }, (_, at) => (
            <i key={at} class={at < spent ? (at === spent - 1 ? 'spent last' : 'spent') : ''} />
          ))}
        </span>
      )}
    </div>
  )
}
