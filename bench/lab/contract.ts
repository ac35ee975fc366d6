// What the engine of the lab and its page say to each other, over HTTP and inside of the program. Plain data; no page
// logic and nothing of Node. Events are those of bench/witness/event.ts.

import type { LabEvent } from '../witness/event.ts'

export type SessionState = 'preparing' | 'ready' | 'running' | 'held' | 'cardOut' | 'viewing' | 'failed'

/** What a step goes on to: the next event of this kind, in the lane that runs. */
export const STEP_SIZES = ['payment', 'message', 'check', 'write'] as const
export type StepSize = (typeof STEP_SIZES)[number]

/** `card`: as slow as the modelled card, `factor` times slower still. `step`: stopped until it is told to go on. */
export type Pace =
  | { readonly kind: 'live' }
  | { readonly kind: 'card'; readonly factor: 1 | 10 | 100 | 1000 }
  | { readonly kind: 'step'; readonly size: StepSize }

export type TearMoment = 'before' | 'during' | 'after'

/** The driver's orders. `id` is drawn by who gives it: the same id again gets the same answer and is obeyed once. */
export type Order = { readonly id: string } & (
  | {
      readonly do: 'pay'
      readonly units: number
      readonly times: number
      readonly buyer?: string
      readonly seller?: string
    }
  /** The log that the program was started with, or the built-in workload; `rate` times its own speed. */
  | { readonly do: 'replay'; readonly rate: number }
  /** One unit every `seconds` until `hangUp`. */
  | { readonly do: 'call'; readonly seconds: number }
  | { readonly do: 'hangUp' }
  | { readonly do: 'settle' }
  | { readonly do: 'pace'; readonly pace: Pace }
  | { readonly do: 'step' }
  | { readonly do: 'pause' }
  /** At the k-th physical write from now on, or at the one that is waiting. */
  | { readonly do: 'tear'; readonly when: TearMoment; readonly write?: number }
  | { readonly do: 'pull' }
  | { readonly do: 'insert' }
  | { readonly do: 'intervene'; readonly name: string; readonly offset?: number }
  | { readonly do: 'script'; readonly name: string }
  | { readonly do: 'note'; readonly says: string }
  | { readonly do: 'reset'; readonly seed?: number; readonly profile?: string }
)

export type OrderName = Order['do']

/** Why an order was not taken, as a sentence for the driver. */
export interface OrderRefused {
  readonly error: string
}

/** One line of the list of interventions and scripts. */
export interface Offered {
  readonly name: string
  readonly title: string
  readonly lane: string
  readonly says: string
}

export interface SessionView {
  readonly schema: 'tickbench.session/1'
  readonly state: SessionState
  /** Why it failed, or what holds it. */
  readonly says: string
  readonly pace: Pace
  /** Schemes side by side, the card's first. */
  readonly lanes: readonly LaneView[]
  readonly settings: Readonly<Record<string, string | number>>
  /** Orders that are taken in this state. */
  readonly orders: readonly OrderName[]
  readonly interventions: readonly Offered[]
  readonly scripts: readonly Offered[]
  readonly firstSeq: number
  readonly lastSeq: number
  readonly drives: boolean
  readonly watchers: number
}

export interface LaneView {
  readonly name: string
  readonly title: string
  /** In charts. */
  readonly series: number
  /** Whether its card's memory can be seen. */
  readonly hasMemory: boolean
  readonly roles: readonly string[]
  readonly meters: MetersView
  readonly curve: readonly CurvePoint[]
}

/** Of all payments so far, and of the last one. */
export interface MetersView {
  readonly payments: number
  readonly operations: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly messages: number
  readonly bytes: number
  readonly apdus: number
  /** Modelled. */
  readonly cardNs: number | null
}

/** Modelled cost in the weights of 1996, after so many payments. */
export interface CurvePoint {
  readonly payments: number
  readonly costNs: number
}

/** An event with what is asked for only where it is selected. */
export interface EventDetail {
  readonly event: LabEvent
  readonly fields: readonly FieldDetail[]
  readonly checks: readonly CheckDetail[]
  readonly lines: readonly string[]
}

export interface FieldDetail {
  readonly path: string
  readonly from: number
  readonly to: number
  readonly wire: string
  readonly meaning: string
  readonly value: string | null
}

export interface CheckDetail {
  readonly asks: string
  readonly clause: string
  readonly outcome: 'passed' | 'failed' | 'notReached'
}

export const SAVE_FORMATS = ['jsonl', 'recording', 'pcap', 'svg', 'html'] as const
export type SaveFormat = (typeof SAVE_FORMATS)[number]
