// What happens in a session, as one closed type: whatever is shown, traced, recorded or saved of a run is made of these
// events and of nothing else. Plain data: bytes as lower-case hex with ** for a hidden byte, amounts as decimal text.

/** Where an event stands. Numbers are given by the witness. */
export interface Stamp {
  /** 1, 2, 3 and so on without a gap: the order of the session. Inside a lane, cause comes before effect. */
  readonly seq: number
  /** The event that opened what this belongs to; 0 outside. */
  readonly span: number
  /** The micro-transaction, from 1; 0 outside. */
  readonly tx: number
  /** A scheme's name, `card` for one that is used by itself, the reader of one that other programs use, or `session`. */
  readonly lane: string
  /** Host time since the session began: measured. */
  readonly atNs: number
  /** The card's clock at this moment: modelled, never to be added to the host's. */
  readonly cardNs?: number
}

/** A field of a message: its path, its bytes from and to before, and its value, null where it is secret. */
export type ToldField = readonly [path: string, from: number, to: number, value: string | null]

/** Operations by role, those that are not zero. */
export type Costs = Readonly<Record<string, Readonly<Record<string, number>>>>

/** What a physical write of a card's memory is for. A change counts from its commit on. */
export type WriteRole = 'entry' | 'mark' | 'cell' | 'commit' | 'undo'

export type MoneyState = 'held' | 'moved' | 'claimed' | 'paid' | 'returned'

/** What happened, without its stamp. */
export type Told =
  | { readonly kind: 'begun'; readonly facts: Readonly<Record<string, string | number>> }
  | { readonly kind: 'setting'; readonly name: string; readonly value: string }
  | { readonly kind: 'payment'; readonly buyer: string; readonly seller: string; readonly units: string }
  | {
      readonly kind: 'paid'
      readonly outcome: 'paid' | 'refused' | 'broken'
      readonly says: string
      readonly costs: Costs
    }
  | ToldCommand
  | ToldResponse
  | { readonly kind: 'silence'; readonly code: string; readonly says: string; readonly hostNs: number }
  | ToldWrite
  | ToldPower
  | ToldMessage
  | { readonly kind: 'delivered'; readonly how: 'unchanged' | 'changed' | 'lost' | 'repeated' }
  | ToldJudgement
  | ToldMoney
  | { readonly kind: 'intervention'; readonly name: string; readonly says: string }
  | {
      readonly kind: 'verdict'
      readonly says: string
      /** Units against honest play, by role. */
      readonly gains: Readonly<Record<string, string>>
      readonly stoppedBy?: string
    }
  /** A lecturer's words, or a fault of this program. */
  | { readonly kind: 'note'; readonly says: string; readonly isFault?: true }

export interface ToldCommand {
  readonly kind: 'command'
  readonly hex: string
  readonly applet?: string
  readonly says: string
  readonly fields?: readonly ToldField[]
}

export interface ToldResponse {
  readonly kind: 'response'
  readonly hex: string
  readonly says: string
  /** Measured. */
  readonly hostNs: number
  readonly fields?: readonly ToldField[]
}

export interface ToldWrite {
  readonly kind: 'write'
  /** Of the card's physical writes. */
  readonly number: number
  readonly cell: string
  readonly offset: number
  readonly role: WriteRole
  readonly before: string
  readonly after: string
  readonly says: string
}

export interface ToldPower {
  readonly kind: 'power'
  readonly state: 'on' | 'off' | 'removed' | 'inserted'
  readonly says: string
  /** Where it went at the write that was told of last: that write did not happen, in part, or whole. */
  readonly torn?: 'before' | 'during' | 'after'
}

export interface ToldMessage {
  readonly kind: 'sent'
  readonly from: string
  readonly to: string
  readonly step: string
  readonly layout: string
  readonly bytes: number
  readonly hex: string
  readonly fields: readonly ToldField[]
}

export interface ToldJudgement {
  readonly kind: 'judged'
  readonly by: string
  readonly step: string
  readonly passed: readonly string[]
  /** What failed, in the words of its check. */
  readonly failed?: string
  readonly notReached: readonly string[]
  readonly refusal?: string
}

export interface ToldMoney {
  readonly kind: 'money'
  /** Accounts; what is outside of the lane is `outside`. */
  readonly from: string
  readonly to: string
  readonly units: string
  readonly state: MoneyState
}

export type LabEvent = Stamp & Told

export type EventKind = Told['kind']
