// The page for a lecture hall: both lanes, nothing that cannot be read from ten metres.

import type { JSX } from 'preact'
import { shortNs } from '../../../report/chart/tick-text.ts'
import type { LaneView } from '../../contract.ts'
import { toggleProjector } from '../browser/drive.ts'
import type { Store } from '../browser/store.ts'
import { changeOf } from '../fold/change.ts'
import type { LaneState } from '../fold/lane.ts'
import { Chain } from './chain.tsx'
import { CheckList } from './checks.tsx'
import { Happened } from './happened.tsx'
import { laneState, stepName } from './lane.tsx'
import { Ledger } from './ledger.tsx'
import { Track } from './memory.tsx'
import { Sign } from './sign.tsx'

export function Projector({ store }: { readonly store: Store }): JSX.Element {
  const lanes = store.session?.lanes ?? []
  return (
    <main id="main" class="projector">
      <h1 class="unseen">tickbench lab</h1>
      <div class="projector-lanes">
        {lanes.map((view) => (
          <ProjectedLane key={view.name} store={store} view={view} />
        ))}
      </div>
      <Happened store={store} />
      <button type="button" class="leave" onClick={() => toggleProjector(store)}>
        Leave the projector <kbd>B</kbd>
      </button>
    </main>
  )
}

function ProjectedLane({ store, view }: { readonly store: Store; readonly view: LaneView }): JSX.Element {
  const state = laneState(store, view)
  const id = `lane-${view.series}`
  return (
    <section class={`lane series${view.series}`} aria-labelledby={id}>
      <h2 id={id}>
        <Sign series={view.series} /> {view.title}
      </h2>
      <p class="projector-step">{stepName(state)}</p>
      {view.hasMemory && <Track change={changeOf(state)} />}
      {view.hasMemory && <LastCell state={state} />}
      <Chain state={state} />
      {!view.hasMemory && state.judged !== undefined && <CheckList judged={state.judged} />}
      <p class="projector-cost">{costText(state, view.hasMemory)}</p>
      <Ledger state={state} />
    </section>
  )
}

function LastCell({ state }: { readonly state: LaneState }): JSX.Element {
  const last = [...state.cells.values()].toSorted((a, b) => b.changedAt - a.changedAt)[0]
  return <p class="projector-cell">{last === undefined || last.says === '' ? '\u00a0' : last.says}</p>
}

function costText({ last, cardNs, exchangeFromNs }: LaneState, hasCard: boolean): string {
  if (hasCard) return cardNs === undefined ? '' : `${shortNs(cardNs - exchangeFromNs)} modelled`
  const hashes = last.operations['hash'] ?? 0
  return `${last.bytes} bytes, ${hashes} ${hashes === 1 ? 'hash' : 'hashes'} counted`
}
