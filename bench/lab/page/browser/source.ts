// Where the page's events come from: a lab that runs, or what was saved inside of the page itself.

import type { LabEvent } from '../../../witness/event.ts'
import type { EventDetail, Order, SaveFormat, SessionView } from '../../contract.ts'

/** An order without the number that it gets when it is sent. */
export type OrderWish = Order extends infer One ? (One extends Order ? Omit<One, 'id'> : never) : never

export interface Sink {
  events(events: readonly LabEvent[]): void
  session(session: SessionView): void
  connection(connection: Connection): void
  gap(gap: Gap): void
}

/** Events that the lab does not have any more. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** `gone`: a lab answers there, but not the one whose key this page has. */
export type Connection = 'connecting' | 'open' | 'lost' | 'gone'

export interface Source {
  readonly isLive: boolean
  open(sink: Sink): void
  /** Asks for the session: its figures change with payments, which are no change of its state. */
  refresh(): Promise<void>
  /** The sentence why it was not taken. */
  order(order: OrderWish): Promise<string | undefined>
  takeSeat(): Promise<string | undefined>
  detail(seq: number): Promise<EventDetail | undefined>
  saveAddress(format: SaveFormat): string | undefined
  load(file: Blob): Promise<string | undefined>
}

/** What a saved page holds, and where. */
export interface SavedPage {
  readonly session: SessionView
  readonly events: readonly LabEvent[]
  readonly details: readonly EventDetail[]
}

export const SAVED_PAGE = 'tickbench-saved'
