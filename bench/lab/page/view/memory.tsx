// The card's memory while it changes: what was written for the change, on which side of the commit point it stands, and
// the cells before and after.

import type { JSX } from 'preact'
import type { WriteRole } from '../../../witness/event.ts'
import { changeOf, type Change } from '../fold/change.ts'
import type { LaneState } from '../fold/lane.ts'

const LEFT: readonly WriteRole[] = ['entry', 'mark', 'cell']
const MOST_CELLS = 2

export function Memory({ state }: { readonly state: LaneState }): JSX.Element {
  const change = changeOf(state)
  return (
    <div class="memory">
      <h3>Memory</h3>
      <Track change={change} />
      <Cells state={state} />
    </div>
  )
}

export function Track({ change }: { readonly change: Change }): JSX.Element {
  const { stands, counts } = change
  return (
    <div class={`track stands-${stands} ${change.torn === undefined ? '' : 'torn'}`}>
      <ol class="track-steps">
        {LEFT.map((role) => (
          <Step key={role} role={role} change={change} />
        ))}
        <li class="commit-point">
          <span class="unseen">commit point</span>
        </li>
        <Step role="commit" change={change} />
      </ol>
      <p class="track-states">
        <span class={stands === 'old' ? 'on' : ''}>old state stands</span>
        <span class={stands === 'new' ? 'on' : ''}>new state stands</span>
      </p>
      {counts.undo > 0 && (
        <p class="undone">
          Put back by {counts.undo} {counts.undo === 1 ? 'write' : 'writes'}.
        </p>
      )}
    </div>
  )
}

function Step({ role, change }: { readonly role: WriteRole; readonly change: Change }): JSX.Element {
  const count = change.counts[role]
  const isCurrent = change.current === role
  const { torn } = change
  const isTorn = torn?.role === role
  const [sign, word] = isTorn
    ? ['✗', `torn ${torn.when}`]
    : isCurrent && role !== 'commit'
      ? ['▸', 'now']
      : count > 0
        ? ['✓', 'written']
        : ['○', 'not yet']
  const kind = isTorn ? 'torn' : isCurrent ? 'current' : count > 0 ? 'done' : 'open'
  return (
    <li class={`step ${kind}`}>
      <span class="step-name">{role}</span>
      <span class="step-sign" aria-hidden="true">
        {sign}
      </span>
      <span class="unseen">{word}</span>
      {count > 1 && <small>×{count}</small>}
    </li>
  )
}

/** Those of this change first, then what changed last. */
function Cells({ state }: { readonly state: LaneState }): JSX.Element {
  const from = state.writes[0]?.seq ?? Number.POSITIVE_INFINITY
  const cells = [...state.cells].toSorted(([, a], [, b]) => b.changedAt - a.changedAt).slice(0, MOST_CELLS)
  return (
    <dl class="cells">
      {cells.map(([name, { says, before, hex, changedAt }]) => (
        <div key={name} class={changedAt >= from ? 'fresh' : ''}>
          <dt title={name}>{name.slice(name.indexOf('/') + 1)}</dt>
          <dd title={`${before} → ${hex}`}>{says === '' ? `${hex.length / 2} B changed` : says}</dd>
        </div>
      ))}
      {cells.length === 0 && (
        <div>
          <dt>cells</dt>
          <dd>nothing was written yet</dd>
        </div>
      )}
    </dl>
  )
}
