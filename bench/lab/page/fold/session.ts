// A session as it was at any of its events: the live state, and copies of it on the way so that looking back is quick.

import type { LabEvent } from '../../../witness/event.ts'
import { copyLane, foldEvent, newLane, type LaneState } from './lane.ts'
import { sentenceOf, type Sentence } from './sentence.ts'

export interface SessionState {
  readonly lanes: Map<string, LaneState>
  sentence: Sentence | undefined
  /** Of the last verdict, until the next payment. */
  verdict: Extract<LabEvent, { kind: 'verdict' }> | undefined
  hasFault: boolean
}

/** Events between two kept states. */
const STRIDE = 2048

export class SessionFold {
  readonly events: LabEvent[] = []
  readonly live: SessionState = newState()
  readonly #kept: { readonly count: number; readonly state: SessionState }[] = [{ count: 0, state: newState() }]
  #seen: { count: number; readonly state: SessionState } = { count: 0, state: newState() }

  /** Gives the new ones back: after a lost connection some come twice. */
  add(events: readonly LabEvent[]): readonly LabEvent[] {
    const last = this.events.at(-1)?.seq ?? 0
    const fresh = events.filter(({ seq }) => seq > last)
    for (const event of fresh) {
      this.events.push(event)
      foldInto(this.live, event)
      if (this.events.length % STRIDE === 0) this.#kept.push({ count: this.events.length, state: copyOf(this.live) })
    }
    return fresh
  }

  /** Of the first event that is not before `seq`. */
  indexOf(seq: number): number {
    let [low, high] = [0, this.events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.events[middle]?.seq ?? 0) < seq) low = middle + 1
      else high = middle
    }
    return low
  }

  eventAt(seq: number): LabEvent | undefined {
    const found = this.events[this.indexOf(seq)]
    return found?.seq === seq ? found : undefined
  }

  /** After the event `seq`. Not to be changed: the next call may go on from it. */
  at(seq: number): SessionState {
    const count = this.indexOf(seq + 1)
    if (count === this.events.length) return this.live
    const kept = this.#kept.findLast((one) => one.count <= count)
    if (this.#seen.count > count || (kept !== undefined && kept.count > this.#seen.count)) {
      this.#seen = { count: kept?.count ?? 0, state: copyOf(kept?.state ?? newState()) }
    }
    for (const event of this.events.slice(this.#seen.count, count)) foldInto(this.#seen.state, event)
    this.#seen.count = count
    return this.#seen.state
  }
}

function newState(): SessionState {
  return { lanes: new Map(), sentence: undefined, verdict: undefined, hasFault: false }
}

function copyOf(state: SessionState): SessionState {
  return { ...state, lanes: new Map([...state.lanes].map(([name, lane]) => [name, copyLane(lane)])) }
}

export const NO_LANE = 'session'

function foldInto(state: SessionState, event: LabEvent): void {
  if (event.kind === 'begun') state.lanes.clear()
  state.sentence = sentenceOf(event, state.lanes.get(event.lane)) ?? state.sentence
  if (event.kind === 'verdict') state.verdict = event
  if (event.kind === 'payment') state.verdict = undefined
  if (event.kind === 'note' && event.isFault === true) state.hasFault = true
  if (event.lane === NO_LANE) return
  let lane = state.lanes.get(event.lane)
  if (lane === undefined) state.lanes.set(event.lane, (lane = newLane(event.lane)))
  foldEvent(lane, event)
}
