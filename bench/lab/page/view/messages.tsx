// The parties of a lane side by side, and below them the last messages as arrows, the newest lowest.

import type { JSX } from 'preact'
import type { Store } from '../browser/store.ts'
import { CARD, TERMINAL, type Arrow, type LaneState } from '../fold/lane.ts'

interface MessagesProps {
  readonly store: Store
  readonly state: LaneState
  readonly roles: readonly string[]
}

const SHOWN = 6

export function Messages({ store, state, roles }: MessagesProps): JSX.Element {
  const columns = columnsOf(roles, state.arrows)
  const shown = state.arrows.slice(-SHOWN)
  return (
    <div class="messages">
      <ul class="parties" style={{ gridTemplateColumns: `repeat(${columns.length}, 1fr)` }}>
        {columns.map((role) => (
          <li key={role}>{NAMES[role] ?? role}</li>
        ))}
      </ul>
      <ol class="arrows" aria-label="Last messages">
        {shown.map((arrow, at) => (
          <Message
            key={at}
            store={store}
            arrow={arrow}
            columns={columns}
            isLast={arrow === shown.at(-1)}
            isPast={arrow.tx < state.tx}
          />
        ))}
      </ol>
      {shown.length === 0 && <p class="empty">Nothing was sent yet.</p>}
    </div>
  )
}

const NAMES: Readonly<Record<string, string>> = { card: 'buyer’s card', seller: 'seller', [TERMINAL]: 'terminal' }

/** The seller's terminal is the seller. A card is at the left end; who is not listed gets a place when it speaks. */
function columnsOf(roles: readonly string[], arrows: readonly Arrow[]): readonly string[] {
  const spoken = arrows.flatMap(({ from, to }) => [from, to]).map(partyOf)
  const others = [...new Set([...roles, ...spoken])].filter((role) => role !== CARD)
  return roles.includes(CARD) || spoken.includes(CARD) ? [CARD, ...others] : others
}

function partyOf(name: string): string {
  return name === TERMINAL ? 'seller' : name
}

interface MessageProps {
  readonly store: Store
  readonly arrow: Arrow
  readonly columns: readonly string[]
  readonly isLast: boolean
  /** Of a payment before. */
  readonly isPast: boolean
}

function Message({ store, arrow, columns, isLast, isPast }: MessageProps): JSX.Element {
  const [from, to] = [columns.indexOf(partyOf(arrow.from)), columns.indexOf(partyOf(arrow.to))]
  const left = ((Math.min(from, to) + 0.5) / columns.length) * 100
  const width = (Math.abs(to - from) / columns.length) * 100
  const kind = `${to < from ? 'to-left' : 'to-right'} ${arrow.isBad ? 'bad' : ''} ${isLast ? 'last' : ''} ${isPast ? 'past' : ''}`
  const isCard = arrow.from === CARD || arrow.to === CARD
  return (
    <li class={`arrow ${kind} ${isCard ? 'wire' : ''}`}>
      <button
        type="button"
        title={`${arrow.name}${arrow.says === '' ? '' : `: ${arrow.says}`}`}
        onClick={() => store.select(arrow.seq)}
      >
        <span class="arrow-text">
          <b>{arrow.name}</b> <span class="says">{arrow.says}</span>
        </span>
        <span class="arrow-bytes">{arrow.bytes > 0 ? `${arrow.bytes} B` : ''}</span>
        <span class="arrow-line" style={{ marginLeft: `${left}%`, width: `${width}%` }} />
      </button>
    </li>
  )
}
