// What payments take, lane by lane. Counted, modelled and measured figures have columns of their own, headed as such.

import type { JSX } from 'preact'
import { shortCount, shortNs } from '../../../report/chart/tick-text.ts'
import type { LaneView } from '../../contract.ts'
import type { Store } from '../browser/store.ts'
import type { Meters as Counts } from '../fold/meters.ts'
import { laneState } from './lane.tsx'
import { Sign } from './sign.tsx'

interface Column {
  readonly name: string
  readonly of: (counts: Counts) => number
}

const operation = (name: string, kind: string): Column => ({ name, of: ({ operations }) => operations[kind] ?? 0 })

const COUNTED: readonly Column[] = [
  operation('hashes', 'hash'),
  operation('MACs', 'mac'),
  operation('signed', 'sign'),
  operation('verified', 'verify'),
  operation('writes', 'cardWrite'),
  { name: 'messages', of: ({ messages }) => messages },
  { name: 'APDUs', of: ({ apdus }) => apdus },
  { name: 'bytes', of: ({ bytes, apduBytes }) => bytes + apduBytes },
]

export function Meters({ store }: { readonly store: Store }): JSX.Element {
  const lanes = store.session?.lanes ?? []
  return (
    <section class="meters panel" aria-labelledby="meters-name">
      <h2 id="meters-name">Meters</h2>
      <div class="scroll" role="region" tabIndex={0} aria-label="Figures">
        <table>
          <thead>
            <tr class="kinds">
              <td colSpan={2} />
              <th scope="colgroup" colSpan={COUNTED.length}>
                counted
              </th>
              <th scope="colgroup">modelled</th>
              <th scope="colgroup">measured</th>
            </tr>
            <tr>
              <th scope="col">lane</th>
              <th scope="col">of</th>
              {COUNTED.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">card time</th>
              <th scope="col">host time</th>
            </tr>
          </thead>
          {lanes.map((lane) => (
            <LaneRows key={lane.name} store={store} lane={lane} />
          ))}
        </table>
      </div>
    </section>
  )
}

function LaneRows({ store, lane }: { readonly store: Store; readonly lane: LaneView }): JSX.Element {
  const { all, last, tx } = laneState(store, lane)
  return (
    <tbody>
      <Row
        lane={lane}
        isFirst
        name={tx === 0 ? 'set-up' : 'last'}
        counts={last}
        per={1}
        isLive={store.session?.pace.kind === 'live'}
      />
      <Row
        lane={lane}
        isFirst={false}
        name={all.payments === 1 ? 'all, of 1' : `mean of ${shortCount(all.payments)}`}
        counts={all}
        per={Math.max(all.payments, 1)}
        isLive={false}
      />
    </tbody>
  )
}

interface RowProps {
  readonly lane: LaneView
  readonly isFirst: boolean
  readonly name: string
  readonly counts: Counts
  readonly per: number
  /** Else the host's clock counts how long the page held it. */
  readonly isLive: boolean
}

function Row({ lane, isFirst, name, counts, per, isLive }: RowProps): JSX.Element {
  const { cardNs, hostNs } = counts
  return (
    <tr>
      {isFirst && (
        <th scope="rowgroup" rowSpan={2}>
          <Sign series={lane.series} /> {lane.title}
        </th>
      )}
      <th scope="row">{name}</th>
      {COUNTED.map(({ name, of }) => {
        const figure = of(counts) / per
        return (
          <td key={name} class={figure === 0 ? 'nothing' : ''}>
            {figure === 0 ? '–' : shortCount(figure)}
          </td>
        )
      })}
      <td class={cardNs === 0 ? 'nothing' : 'kind-edge'}>{cardNs === 0 ? '–' : shortNs(cardNs / per)}</td>
      <td class={isLive && hostNs > 0 ? 'kind-edge' : 'nothing'}>{isLive && hostNs > 0 ? shortNs(hostNs) : '–'}</td>
    </tr>
  )
}
