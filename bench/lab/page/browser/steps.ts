// Stepping through what has already happened: to the event before or after of the size that a step has.

import type { LabEvent } from '../../../witness/event.ts'
import type { StepSize } from '../../contract.ts'

const STOPS: Readonly<Record<StepSize, ReadonlySet<LabEvent['kind']>>> = {
  payment: new Set(['paid', 'verdict']),
  message: new Set(['command', 'response', 'silence', 'sent', 'paid', 'verdict']),
  check: new Set(['judged', 'paid', 'verdict']),
  write: new Set(['write']),
}

/** Undefined where there is none: at the beginning the first event, at the end the live page. */
export function stopBefore(events: readonly LabEvent[], index: number, size: StepSize): number | undefined {
  return events.slice(0, Math.max(index, 0)).findLast(({ kind }) => STOPS[size].has(kind))?.seq
}

export function stopAfter(events: readonly LabEvent[], index: number, size: StepSize): number | undefined {
  for (let at = index + 1; at < events.length; at += 1) {
    const event = events[at]
    if (event !== undefined && STOPS[size].has(event.kind)) return event.seq
  }
  return undefined
}
