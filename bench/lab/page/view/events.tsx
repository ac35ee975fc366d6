// All events as a list of which only the rows in sight exist. Whether it follows the end is a choice of its own: to read
// it from where the list was scrolled to goes wrong as soon as rows are added.

import type { JSX } from 'preact'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { LabEvent } from '../../../witness/event.ts'
import { eventText } from '../../../witness/lines.ts'
import { shortCount } from '../../../report/chart/tick-text.ts'
import { moveSelection } from '../browser/drive.ts'
import type { Store } from '../browser/store.ts'
import { NO_FILTER, WHATS, type Filter } from '../fold/filter.ts'

/** Pixels; lab.css says the same. */
const ROW = 24
const SPARE = 4

export function Events({ store }: { readonly store: Store }): JSX.Element {
  const { listed } = store
  const place = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const height = useHeight(place)
  const selected = store.selected ?? store.lastSeq
  useLayoutEffect(() => {
    const box = place.current
    if (box === null) return
    if (store.followsEnd) box.scrollTop = listed.length * ROW
    else
      keepInSight(
        box,
        listed.findLastIndex(({ seq }) => seq <= selected),
      )
  }, [listed.length, store.followsEnd, selected])
  const seen = store.followsEnd ? listed.length * ROW - height : top
  const first = Math.max(Math.floor(seen / ROW) - SPARE, 0)
  const rows = listed.slice(first, first + Math.ceil(height / ROW) + 2 * SPARE)
  return (
    <section class="events panel" aria-labelledby="events-name">
      <header class="pane-head">
        <h2 id="events-name">
          Events{' '}
          <span class="quiet">
            {shortCount(listed.length)}
            {store.missing > 0 && `, ${shortCount(store.missing)} missing`}
          </span>
        </h2>
        <FilterFields store={store} />
      </header>
      <div
        ref={place}
        class="rows"
        role="grid"
        tabIndex={0}
        aria-labelledby="events-name"
        aria-rowcount={listed.length}
        aria-activedescendant={rows.some(({ seq }) => seq === selected) ? `event-${selected}` : undefined}
        onScroll={({ currentTarget }) => store.followsEnd || setTop(currentTarget.scrollTop)}
        onWheel={({ currentTarget }) => {
          setTop(currentTarget.scrollTop)
          store.set({ followsEnd: false, selected })
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          moveSelection(store, event.key === 'ArrowDown' ? 1 : -1)
        }}
      >
        <div class="rows-inner" role="presentation" style={{ height: `${listed.length * ROW}px` }}>
          {rows.map((event, at) => (
            <Row
              key={(first + at) % rows.length}
              store={store}
              event={event}
              index={first + at}
              isSelected={event.seq === selected}
              isLater={store.viewed !== undefined && event.seq > store.viewed}
            />
          ))}
        </div>
      </div>
    </section>
  )
}

/** To ask an element for it would make the browser lay out the page once more in each frame. */
function useHeight(place: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(400)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry !== undefined && setHeight(entry.contentRect.height))
    if (place.current !== null) observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  return height
}

function keepInSight(box: HTMLElement, index: number): void {
  const [above, below] = [index * ROW, (index + 1) * ROW]
  if (above < box.scrollTop) box.scrollTop = above
  else if (below > box.scrollTop + box.clientHeight) box.scrollTop = below - box.clientHeight
}

interface RowProps {
  readonly store: Store
  readonly event: LabEvent
  readonly index: number
  readonly isSelected: boolean
  readonly isLater: boolean
}

function Row({ store, event, index, isSelected, isLater }: RowProps): JSX.Element {
  const text = eventText(event)
  const lane = store.session?.lanes.find(({ name }) => name === event.lane)
  const kind = `${isSelected ? 'selected' : ''} ${isLater ? 'later' : ''} ${isBad(event) ? 'bad' : ''} ${event.kind}`
  return (
    <div
      id={`event-${event.seq}`}
      class={`row ${kind}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      style={{ top: `${index * ROW}px` }}
      onClick={() => store.select(event.seq)}
      onDblClick={() => store.look(event.seq)}
    >
      <span role="gridcell" class="row-seq">
        {event.seq}
      </span>
      <span role="gridcell" class={`row-lane series${lane?.series ?? 6}`} title={lane?.title ?? event.lane}>
        <i aria-hidden="true" />
        <span class="unseen">{lane?.title ?? event.lane}</span>
      </span>
      <span role="gridcell" class="row-text" title={text}>
        {text}
      </span>
    </div>
  )
}

function isBad(event: LabEvent): boolean {
  if (event.kind === 'judged') return event.refusal !== undefined
  if (event.kind === 'power') return event.torn !== undefined
  if (event.kind === 'paid') return event.outcome !== 'paid'
  return event.kind === 'silence' || (event.kind === 'note' && event.isFault === true)
}

function FilterFields({ store }: { readonly store: Store }): JSX.Element {
  const { filter, session } = store
  const change = (part: Partial<Filter>): void => {
    const next = { ...filter, ...part }
    const isNone = next.lane === '' && next.what === '' && next.text === ''
    store.set({ filter: isNone ? NO_FILTER : next })
  }
  return (
    <div class="filter">
      <select
        aria-label="Lane"
        value={filter.lane}
        onChange={({ currentTarget }) => change({ lane: currentTarget.value })}
      >
        <option value="">both lanes</option>
        {session?.lanes.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
      <select
        aria-label="Kind"
        value={filter.what}
        onChange={({ currentTarget }) => change({ what: currentTarget.value as Filter['what'] })}
      >
        <option value="">all kinds</option>
        {WHATS.map((what) => (
          <option key={what}>{what}</option>
        ))}
      </select>
      <input
        id="search"
        type="search"
        placeholder="search  /"
        aria-label="Search the events"
        value={filter.text}
        onInput={({ currentTarget }) => change({ text: currentTarget.value })}
      />
      <label class="follow">
        <input
          type="checkbox"
          checked={store.followsEnd}
          onChange={({ currentTarget }) => store.set({ followsEnd: currentTarget.checked })}
        />{' '}
        follow
      </label>
    </div>
  )
}
