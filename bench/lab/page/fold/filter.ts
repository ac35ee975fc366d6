// Which events the list shows: by lane, by what the words of `--trace` stand for, and by text.

import type { EventKind, LabEvent } from '../../../witness/event.ts'
import { eventText, TRACES } from '../../../witness/lines.ts'

export interface Filter {
  readonly lane: string
  readonly what: keyof typeof TRACES | ''
  readonly text: string
}

export const NO_FILTER: Filter = { lane: '', what: '', text: '' }

export const WHATS = Object.keys(TRACES) as readonly (keyof typeof TRACES)[]

export function passes({ lane, what, text }: Filter): (event: LabEvent) => boolean {
  const kinds: ReadonlySet<EventKind> = new Set(what === '' ? [] : TRACES[what])
  const wanted = text.trim().toLowerCase()
  return (event) =>
    (lane === '' || event.lane === lane) &&
    (what === '' || kinds.has(event.kind)) &&
    (wanted === '' || eventText(event).toLowerCase().includes(wanted) || hexOf(event).includes(wanted))
}

export function hexOf(event: LabEvent): string {
  if (event.kind === 'write') return event.after
  return 'hex' in event ? event.hex : ''
}

/** The events that pass, kept while more arrive; looked through anew only when the filter changes. */
export class Filtered {
  #filter: Filter = NO_FILTER
  #passed: LabEvent[] = []
  #seen = 0

  of(events: readonly LabEvent[], filter: Filter): readonly LabEvent[] {
    if (filter === NO_FILTER) return events
    if (filter !== this.#filter) {
      this.#filter = filter
      this.#passed = []
      this.#seen = 0
    }
    const test = passes(filter)
    for (; this.#seen < events.length; this.#seen += 1) {
      const event = events[this.#seen]
      if (event !== undefined && test(event)) this.#passed.push(event)
    }
    return this.#passed
  }
}
