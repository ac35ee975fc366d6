// One lane: its parties and what travels between them, the card's memory or the chain, the checks, the money.

import type { JSX } from 'preact'
import { shortNs } from '../../../report/chart/tick-text.ts'
import type { LaneView } from '../../contract.ts'
import { mayOrder, pullOrInsert, tear } from '../browser/drive.ts'
import type { Store } from '../browser/store.ts'
import { newLane, TERMINAL, type LaneState } from '../fold/lane.ts'
import { Chain } from './chain.tsx'
import { Checks } from './checks.tsx'
import { Interventions } from './interventions.tsx'
import { Ledger } from './ledger.tsx'
import { Memory } from './memory.tsx'
import { Messages } from './messages.tsx'
import { Sign } from './sign.tsx'

interface LaneProps {
  readonly store: Store
  readonly view: LaneView
}

export function Lane({ store, view }: LaneProps): JSX.Element {
  const state = laneState(store, view)
  const id = `lane-${view.series}`
  return (
    <section class={`lane panel series${view.series}`} aria-labelledby={id}>
      <header class="lane-head">
        <h2 id={id}>
          <Sign series={view.series} /> {view.title}
        </h2>
        <LaneNow state={state} hasCard={view.hasMemory} />
      </header>
      <div class="lane-body">
        <Messages store={store} state={state} roles={view.roles} />
        <div class="lane-side">
          {view.hasMemory && <Memory state={state} />}
          <Chain state={state} />
          <Checks state={state} />
        </div>
      </div>
      <Ledger state={state} />
      {store.source.isLive && (
        <footer class="lane-actions">
          {view.hasMemory && <CardActions store={store} state={state} />}
          <Interventions store={store} lane={view.name} />
        </footer>
      )}
    </section>
  )
}

export function laneState({ state }: Store, { name }: LaneView): LaneState {
  return state.lanes.get(name) ?? newLane(name)
}

/** `TICK 7 of 16`. */
export function stepName({ arrows, chain }: LaneState): string {
  const last = arrows.findLast(({ from, to }) => from === TERMINAL || to !== TERMINAL)
  if (last === undefined) return 'no payment yet'
  return chain === undefined || chain.askedBy !== last.seq
    ? last.name
    : `${last.name} ${chain.asked} of ${chain.length}`
}

interface NowProps {
  readonly state: LaneState
  readonly hasCard: boolean
}

function LaneNow({ state, hasCard }: NowProps): JSX.Element {
  const { cardNs, exchangeFromNs, arrows } = state
  const bytes = arrows.at(-1)?.bytes
  return (
    <p class="lane-now">
      <strong>{stepName(state)}</strong>
      {hasCard && cardNs !== undefined ? (
        <span>
          {shortNs(cardNs - exchangeFromNs)} <small class="kind">modelled</small>
        </span>
      ) : (
        bytes !== undefined && (
          <span>
            {bytes} B <small class="kind">counted</small>
          </span>
        )
      )}
    </p>
  )
}

const MOMENTS = ['before', 'during', 'after'] as const

function CardActions({ store, state }: { readonly store: Store; readonly state: LaneState }): JSX.Element {
  const isOut = store.session?.state === 'cardOut' || !state.isCardIn
  const canTear = mayOrder(store, 'tear')
  return (
    <>
      <span class="group" role="group" aria-label="Tear the card at this write">
        <span class={`group-name ${store.isTearing ? 'armed' : ''}`}>
          Tear <kbd>T</kbd>
        </span>
        {MOMENTS.map((when) => (
          <button key={when} type="button" disabled={!canTear} onClick={() => tear(store, when)}>
            {when}
          </button>
        ))}
      </span>
      <button type="button" disabled={!mayOrder(store, isOut ? 'insert' : 'pull')} onClick={() => pullOrInsert(store)}>
        {isOut ? 'Insert' : 'Pull'} <kbd>X</kbd>
      </button>
    </>
  )
}
