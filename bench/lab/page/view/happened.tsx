// What happened, in one sentence, before anything else; and the same for those who listen, at most one a second.

import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { shortCount } from '../../../report/chart/tick-text.ts'
import type { Store } from '../browser/store.ts'
import { heldSentence, type Sentence } from '../fold/sentence.ts'

interface Said {
  readonly text: string
  readonly tone: Sentence['tone'] | 'held'
  readonly lane?: string
}

export function Happened({ store }: { readonly store: Store }): JSX.Element {
  const said = saidOf(store)
  const lane = store.session?.lanes.find(({ name }) => name === said.lane)
  return (
    <section class={`happened ${said.tone}`} aria-label="What happened">
      <p>
        {lane !== undefined && <b class={`series${lane.series}`}>{lane.title}: </b>}
        {said.text}
      </p>
      {store.refusal !== undefined && (
        <p class="refusal">
          {store.refusal}{' '}
          <button type="button" onClick={() => store.set({ refusal: undefined })}>
            Close
          </button>
        </p>
      )}
    </section>
  )
}

export function saidOf(store: Store): Said {
  const { session, connection, viewed, state, current } = store
  if (connection === 'gone')
    return bad('Another lab runs here now: open the address that it printed. What came before stays.')
  if (connection === 'lost')
    return bad('The lab does not answer. What it told stays here; the page asks again every second.')
  if (session === undefined) return { text: 'Asking the lab what runs here.', tone: 'plain' }
  if (viewed !== undefined) return past(store)
  if (state.hasFault) return bad('The ledgers do not agree: a fault of this program. Save the session and report it.')
  switch (session.state) {
    case 'preparing':
      return { text: 'Keys and certificates are being made.', tone: 'plain' }
    case 'failed':
      return bad(session.says)
    case 'held':
      return {
        text: heldSentence(current) ?? `Held: ${session.says || 'one step more shows what comes next.'}`,
        tone: 'held',
        ...laneOf(current),
      }
    case 'cardOut':
      return bad('The card is out: insert it, and the terminal asks again.')
    default:
      return state.sentence ?? { text: 'Ready: pay one unit, and both lanes show what it takes.', tone: 'plain' }
  }
}

function past({ viewed = 0, state, current }: Store): Said {
  const text = heldSentence(current)?.replace('Held at', 'At') ?? state.sentence?.text ?? 'Nothing had happened yet.'
  return { text: `Looking back at event ${shortCount(viewed)}. ${text}`, tone: 'held', ...laneOf(current) }
}

function laneOf(event: { readonly lane: string } | undefined): { readonly lane?: string } {
  return event === undefined ? {} : { lane: event.lane }
}

function bad(text: string): Said {
  return { text, tone: 'bad' }
}

const SPEAK_MS = 1000
const KEPT = 5

/** While many happen within a second, the last of them is spoken with how many there were. */
export function SpokenLog({ store }: { readonly store: Store }): JSX.Element {
  const [lines, setLines] = useState<readonly Sentence[]>([])
  const next = useRef(0)
  useEffect(() => {
    const timer = setInterval(() => {
      const fresh = store.spoken.filter(({ seq }) => seq > next.current)
      const last = fresh.at(-1)
      if (last === undefined) return
      next.current = last.seq
      const text = fresh.length === 1 ? last.text : `${fresh.length} things happened. Last: ${last.text}`
      setLines((before) => [...before.slice(1 - KEPT), { ...last, text }])
    }, SPEAK_MS)
    return () => clearInterval(timer)
  }, [store])
  return (
    <div class="unseen" role="log" aria-label="Spoken">
      {lines.map(({ seq, text }) => (
        <p key={seq}>{text}</p>
      ))}
    </div>
  )
}
