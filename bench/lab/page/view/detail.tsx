// The selected event: its fields, its checks, and its bytes, field and bytes lit together.

import type { JSX } from 'preact'
import type { LabEvent } from '../../../witness/event.ts'
import { eventText } from '../../../witness/lines.ts'
import { shortCount, shortNs } from '../../../report/chart/tick-text.ts'
import type { CheckDetail, EventDetail, FieldDetail } from '../../contract.ts'
import type { Store } from '../browser/store.ts'
import { hexOf } from '../fold/filter.ts'
import { Check, CheckList } from './checks.tsx'

interface PaneProps {
  readonly store: Store
}

export function Detail({ store }: PaneProps): JSX.Element {
  const event = selectedOf(store)
  const detail = event === undefined ? undefined : store.detailOf(event.seq)
  return (
    <section class="detail panel" aria-labelledby="detail-name">
      <header class="pane-head">
        <h2 id="detail-name">Detail</h2>
        {event !== undefined && <span class="quiet">{clocks(event)}</span>}
      </header>
      <div id="detail" class="pane scroll" role="region" tabIndex={0} aria-label="Fields and checks">
        {event === undefined ? (
          <p class="quiet">no event yet</p>
        ) : (
          <EventBody store={store} event={event} detail={detail} />
        )}
      </div>
    </section>
  )
}

export function selectedOf({ selected, current, fold }: Store): LabEvent | undefined {
  return selected === undefined ? current : fold.eventAt(selected)
}

function clocks({ seq, atNs, cardNs }: LabEvent): string {
  const card = cardNs === undefined ? '' : ` · card ${shortNs(cardNs)} modelled`
  return `${shortCount(seq)} · host ${shortNs(atNs)} measured${card}`
}

interface BodyProps extends PaneProps {
  readonly event: LabEvent
  readonly detail: EventDetail | undefined
}

function EventBody({ store, event, detail }: BodyProps): JSX.Element {
  const text = eventText('fields' in event ? { ...event, fields: [] } : event).trim()
  const lines = detail?.lines.filter((line) => line.trim() !== eventText(event).trim()) ?? []
  return (
    <>
      <p class="detail-says">{text}</p>
      <Fields store={store} fields={detail?.fields ?? fieldsOf(event)} />
      {detail !== undefined && detail.checks.length > 0 ? (
        <ul class="check-list long">
          {detail.checks.map((check) => (
            <DetailedCheck key={check.asks} check={check} />
          ))}
        </ul>
      ) : (
        event.kind === 'judged' && <CheckList judged={event} />
      )}
      {event.kind === 'write' && <BeforeAfter before={event.before} after={event.after} />}
      {event.kind === 'verdict' && <Gains gains={event.gains} />}
      {lines.length > 0 && <pre>{lines.join('\n')}</pre>}
    </>
  )
}

/** What the event itself tells, until more is here. */
function fieldsOf(event: LabEvent): readonly FieldDetail[] {
  const fields = 'fields' in event ? (event.fields ?? []) : []
  return fields.map(([path, from, to, value]) => ({ path, from, to, wire: '', meaning: '', value }))
}

function Fields({ store, fields }: PaneProps & { readonly fields: readonly FieldDetail[] }): JSX.Element | null {
  if (fields.length === 0) return null
  const light = (path: string | undefined) => (): void => store.set({ litField: path })
  return (
    <table class="fields">
      <tbody>
        {fields.map(({ path, from, to, meaning, value }) => (
          <tr
            key={`${path} ${from}`}
            class={store.litField === path ? 'lit' : ''}
            onMouseEnter={light(path)}
            onMouseLeave={light(undefined)}
          >
            <th scope="row">
              <button
                type="button"
                onFocus={light(path)}
                onClick={() => store.set({ litField: path, chosenByte: from })}
              >
                {path}
              </button>
            </th>
            <td class={value === null ? 'secret' : ''} title={meaning}>
              {value === null ? `${to - from} B secret` : value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const SIGNS = {
  passed: ['✓', 'passed'],
  failed: ['✗', 'failed'],
  notReached: ['·', 'not reached'],
} as const

function DetailedCheck({ check }: { readonly check: CheckDetail }): JSX.Element {
  const [sign, word] = SIGNS[check.outcome]
  const kind = check.outcome === 'notReached' ? 'unreached' : check.outcome
  return (
    <Check
      sign={sign}
      word={word}
      kind={kind}
      check={`${check.asks}${check.clause === '' ? '' : ` (${check.clause})`}`}
    />
  )
}

function BeforeAfter({ before, after }: { readonly before: string; readonly after: string }): JSX.Element {
  return (
    <dl class="before-after">
      <dt>before</dt>
      <dd>{before}</dd>
      <dt>after</dt>
      <dd>{after}</dd>
    </dl>
  )
}

function Gains({ gains }: { readonly gains: Readonly<Record<string, string>> }): JSX.Element {
  return (
    <dl class="before-after">
      {Object.entries(gains).map(([role, units]) => (
        <div key={role}>
          <dt>{role}</dt>
          <dd>
            {units.startsWith('-') ? `loses ${units.slice(1)}` : units === '0' ? 'as in honest play' : `gains ${units}`}
          </dd>
        </div>
      ))}
    </dl>
  )
}

export function Bytes({ store }: PaneProps): JSX.Element {
  const event = selectedOf(store)
  const hex = event === undefined ? '' : hexOf(event)
  const fields = event === undefined ? [] : (store.detailOf(event.seq)?.fields ?? fieldsOf(event))
  return (
    <section class="bytes panel" aria-labelledby="bytes-name">
      <header class="pane-head">
        <h2 id="bytes-name">Bytes</h2>
        <span class="quiet">
          {hex === '' ? '' : `${hex.length / 2} B`}
          {store.chosenByte === undefined ? '' : ` · byte ${store.chosenByte} chosen`}
        </span>
      </header>
      <div class="pane scroll" role="region" tabIndex={0} aria-label="Hexadecimal">
        {hex === '' ? <p class="quiet">This event has no bytes.</p> : <Dump store={store} hex={hex} fields={fields} />}
      </div>
    </section>
  )
}

interface DumpProps extends PaneProps {
  readonly hex: string
  readonly fields: readonly FieldDetail[]
}

const PER_LINE = 16

function Dump({ store, hex, fields }: DumpProps): JSX.Element {
  const bytes = hex.match(/../g) ?? []
  const lit = fields.find(({ path }) => path === store.litField)
  const at = (byte: number): string | undefined => fields.findLast(({ from, to }) => from <= byte && byte < to)?.path
  const lines = Array.from({ length: Math.ceil(bytes.length / PER_LINE) }, (_, line) => line * PER_LINE)
  return (
    <div class="dump">
      {lines.map((from) => (
        <div key={from}>
          <span class="offset">{from.toString(16).padStart(3, '0')}</span>
          {bytes.slice(from, from + PER_LINE).map((byte, column) => {
            const here = from + column
            const isLit = lit !== undefined && lit.from <= here && here < lit.to
            const kind = `${isLit ? 'lit' : ''} ${byte === '**' ? 'secret' : ''} ${store.chosenByte === here ? 'chosen' : ''}`
            return (
              <span
                key={here}
                class={kind}
                onMouseEnter={() => store.set({ litField: at(here) })}
                onClick={() => store.set({ chosenByte: here, litField: at(here) })}
              >
                {byte}
              </span>
            )
          })}
        </div>
      ))}
    </div>
  )
}
