// All that the page knows, in one place: what came from the lab, what its reader looks at, what the reader chose. Whatever
// changes is drawn once a frame, from the last state, however many events came in between.

import type { LabEvent } from '../../../witness/event.ts'
import type { EventDetail, SessionView, StepSize } from '../../contract.ts'
import { Filtered, NO_FILTER, type Filter } from '../fold/filter.ts'
import type { Sentence } from '../fold/sentence.ts'
import { SessionFold, type SessionState } from '../fold/session.ts'
import { keepPreferences, readPreferences, wear, type Preferences } from './preferences.ts'
import type { Connection, OrderWish, Source } from './source.ts'

const MOST_DETAILS = 400
const ASK_MS = 60
const REFRESH_MS = 250
const MOST_SPOKEN = 40

export class Store {
  readonly source: Source
  fold = new SessionFold()
  /** Events that will not come. */
  missing = 0
  units = 1
  /** Where the session's pace has none. */
  stepSize: StepSize = 'write'
  session: SessionView | undefined
  connection: Connection = 'connecting'
  preferences: Preferences = readPreferences()
  filter: Filter = NO_FILTER
  /** The event after which the page shows the session; undefined at its end. */
  viewed: number | undefined
  selected: number | undefined
  followsEnd = true
  /** The field of the selected event that is lit, in both panes. */
  litField: string | undefined
  /** A byte of the selected event, chosen to be changed. */
  chosenByte: number | undefined
  refusal: string | undefined
  isHelpOpen = false
  narrowLane = 0
  /** `T` was pressed: the next key says when to tear. */
  isTearing = false
  readonly spoken: Sentence[] = []
  readonly #details = new Map<number, EventDetail>()
  readonly #asked = new Set<number>()
  #filtered = new Filtered()
  #draw: () => void = () => undefined
  #isDrawing = false
  #wanted = 0
  #isAsking = false
  #refreshing: ReturnType<typeof setTimeout> | undefined

  constructor(source: Source) {
    this.source = source
    wear(this.preferences.colours)
  }

  /** From now on `draw` is called in the frame after a change. */
  start(draw: () => void): void {
    this.#draw = draw
    this.source.open({
      events: (events) => this.#receive(events),
      session: (session) => this.#change(() => (this.session = session)),
      gap: ({ from, to }) => this.#change(() => (this.missing += to - from + 1)),
      connection: (connection) => this.#change(() => (this.connection = connection)),
    })
  }

  set(change: Partial<Mutable>): void {
    this.#change(() => Object.assign(this, change))
  }

  prefer(change: Partial<Preferences>): void {
    this.#change(() => {
      this.preferences = { ...this.preferences, ...change }
      keepPreferences(this.preferences)
      wear(this.preferences.colours)
    })
  }

  get state(): SessionState {
    return this.viewed === undefined ? this.fold.live : this.fold.at(this.viewed)
  }

  get listed(): readonly LabEvent[] {
    return this.#filtered.of(this.fold.events, this.filter)
  }

  get firstSeq(): number {
    return this.fold.events[0]?.seq ?? 0
  }

  get lastSeq(): number {
    return this.fold.events.at(-1)?.seq ?? 0
  }

  /** The event that the lanes show, and that the panes show where none is selected. */
  get current(): LabEvent | undefined {
    return this.viewed === undefined ? this.fold.events.at(-1) : this.fold.eventAt(this.viewed)
  }

  /** Looks at the session as it was after an event. */
  look(seq: number | undefined): void {
    const within = seq === undefined || seq >= this.lastSeq ? undefined : Math.max(seq, this.firstSeq)
    this.set({
      viewed: within,
      selected: within ?? this.lastSeq,
      followsEnd: within === undefined,
      chosenByte: undefined,
    })
  }

  select(seq: number): void {
    this.set({ selected: seq, followsEnd: false, litField: undefined, chosenByte: undefined })
  }

  async order(order: OrderWish): Promise<void> {
    if (this.viewed !== undefined) this.look(undefined)
    const refusal = await this.source.order(order)
    this.set({ refusal })
  }

  /** Undefined until it is here: asked for once, and drawn when it came. */
  detailOf(seq: number): EventDetail | undefined {
    const known = this.#details.get(seq)
    if (known === undefined && !this.#asked.has(seq)) this.#askSoon(seq)
    return known
  }

  /** While events pour in, each is looked at for a moment only. */
  #askSoon(seq: number): void {
    this.#wanted = seq
    if (this.#isAsking) return
    this.#isAsking = true
    setTimeout(() => {
      this.#isAsking = false
      if (this.#wanted === seq) void this.#ask(seq)
      else this.#askSoon(this.#wanted)
    }, ASK_MS)
  }

  async #ask(seq: number): Promise<void> {
    this.#asked.add(seq)
    const detail = await this.source.detail(seq)
    if (detail === undefined) return
    this.#details.set(seq, detail)
    const [oldest] = this.#details.keys()
    if (this.#details.size > MOST_DETAILS && oldest !== undefined) {
      this.#details.delete(oldest)
      this.#asked.delete(oldest)
    }
    this.#change(() => undefined)
  }

  #receive(events: readonly LabEvent[]): void {
    this.#change(() => {
      if (events[0]?.seq === 1 && this.lastSeq > 0) this.#beginAnew()
      const before = this.fold.live.sentence
      this.fold.add(events)
      const now = this.fold.live.sentence
      this.#refresh()
      if (now === undefined || now === before) return
      this.spoken.push(now)
      if (this.spoken.length > MOST_SPOKEN) this.spoken.shift()
    })
  }

  #beginAnew(): void {
    this.fold = new SessionFold()
    this.#details.clear()
    this.#asked.clear()
    this.#filtered = new Filtered()
    this.viewed = undefined
    this.selected = undefined
    this.missing = 0
  }

  /** The curves' points come with the session. */
  #refresh(): void {
    const { session } = this
    if (this.#refreshing !== undefined || session === undefined || session.lastSeq >= this.lastSeq) return
    this.#refreshing = setTimeout(async () => {
      await this.source.refresh()
      this.#refreshing = undefined
      this.#refresh()
    }, REFRESH_MS)
  }

  #change(change: () => void): void {
    change()
    if (this.#isDrawing) return
    this.#isDrawing = true
    requestAnimationFrame(() => {
      this.#isDrawing = false
      this.#draw()
    })
  }
}

type Mutable = Pick<
  Store,
  | 'filter'
  | 'viewed'
  | 'selected'
  | 'followsEnd'
  | 'litField'
  | 'chosenByte'
  | 'refusal'
  | 'isHelpOpen'
  | 'narrowLane'
  | 'isTearing'
  | 'units'
  | 'stepSize'
>
