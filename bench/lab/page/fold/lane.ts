// What a lane looks like after some of its events: a fold, an event at a time. Nothing here draws and nothing asks a
// server, so that the page of a lecture, a page that steps back and a saved page show the same.

import type { LabEvent, MoneyState, ToldField, ToldJudgement, ToldPower, ToldWrite } from '../../../witness/event.ts'
import { addCosts, addMeters, newMeters, type Meters } from './meters.ts'

/** A message or half an exchange, as an arrow between two parties. */
export interface Arrow {
  readonly seq: number
  readonly tx: number
  readonly from: string
  readonly to: string
  readonly name: string
  /** What it is for, or how it ended. */
  readonly says: string
  readonly bytes: number
  readonly isBad: boolean
}

/** The terminal is where the seller is, and talks to the card for whoever stands behind it. */
export const TERMINAL = 'terminal'
export const CARD = 'card'

export type Torn = NonNullable<ToldPower['torn']>

/** A physical write, and whether the power went at it. */
export type WriteSeen = ToldWrite & { readonly seq: number; readonly torn?: Torn }

export interface CellState {
  readonly hex: string
  readonly before: string
  readonly says: string
  readonly changedAt: number
}

export interface LaneState {
  readonly lane: string
  tx: number
  /** What the last event of it was, so that the page can light it. */
  seq: number
  payment: { readonly buyer: string; readonly seller: string; readonly units: string } | undefined
  outcome: { readonly how: 'paid' | 'refused' | 'broken'; readonly says: string } | undefined
  arrows: readonly Arrow[]
  /** Of the exchange that runs or ran last. */
  writes: readonly WriteSeen[]
  /** The card's clock at its beginning, and now. */
  exchangeFromNs: number
  cardNs: number | undefined
  paymentFromNs: number
  paymentAtNs: number
  readonly cells: Map<string, CellState>
  judged: (ToldJudgement & { readonly seq: number }) | undefined
  chain: ChainState | undefined
  /** Lengths by the chain's identifier. */
  readonly chains: Map<string, number>
  readonly accounts: Map<string, bigint>
  lastMoney: { readonly from: string; readonly to: string; readonly state: MoneyState } | undefined
  isPowered: boolean
  isCardIn: boolean
  /** Of the payments that have ended; what is done outside of payments is no part of them. */
  readonly all: Meters
  /** Of the payment that runs or ran last; before the first one, of the set-up. */
  last: Meters
}

export interface ChainState {
  readonly length: number
  readonly spent: number
  /** Of the one that is under way, and the message that asks for it. */
  readonly asked: number
  readonly askedBy: number
}

export function newLane(lane: string): LaneState {
  return {
    lane,
    tx: 0,
    seq: 0,
    payment: undefined,
    outcome: undefined,
    arrows: [],
    writes: [],
    exchangeFromNs: 0,
    cardNs: undefined,
    paymentFromNs: 0,
    paymentAtNs: 0,
    cells: new Map(),
    judged: undefined,
    chain: undefined,
    chains: new Map(),
    accounts: new Map(),
    lastMoney: undefined,
    isPowered: true,
    isCardIn: true,
    all: newMeters(),
    last: newMeters(),
  }
}

export function copyLane(state: LaneState): LaneState {
  return {
    ...state,
    cells: new Map(state.cells),
    chains: new Map(state.chains),
    accounts: new Map(state.accounts),
    all: structuredClone(state.all),
    last: structuredClone(state.last),
  }
}

const MOST_ARROWS = 8

/** Changes the state. */
export function foldEvent(state: LaneState, event: LabEvent): void {
  state.seq = event.seq
  if (event.cardNs !== undefined) state.cardNs = event.cardNs
  switch (event.kind) {
    case 'payment':
      return beginPayment(state, event)
    case 'paid':
      return endPayment(state, event)
    case 'command':
      return foldCommand(state, event)
    case 'response':
      return foldResponse(state, event)
    case 'silence':
      return addArrow(state, {
        seq: event.seq,
        tx: event.tx,
        ...UP,
        name: 'no answer',
        says: event.says,
        bytes: 0,
        isBad: true,
      })
    case 'sent':
      return foldMessage(state, event)
    case 'delivered':
      return foldDelivery(state, event.how)
    case 'write':
      return foldWrite(state, event)
    case 'power':
      return foldPower(state, event)
    case 'judged':
      state.judged = event
      return
    case 'money':
      return foldMoney(state, event)
    default:
      return
  }
}

const DOWN = { from: TERMINAL, to: CARD }
const UP = { from: CARD, to: TERMINAL }

type Of<Kind extends LabEvent['kind']> = Extract<LabEvent, { kind: Kind }>

function beginPayment(state: LaneState, { tx, atNs, buyer, seller, units }: Of<'payment'>): void {
  state.tx = tx
  state.payment = { buyer, seller, units }
  state.outcome = undefined
  state.judged = undefined
  state.writes = []
  state.paymentFromNs = state.cardNs ?? 0
  state.paymentAtNs = atNs
  state.last = newMeters()
}

function endPayment(state: LaneState, { outcome, says, costs, atNs }: Of<'paid'>): void {
  state.outcome = { how: outcome, says }
  state.last.payments = 1
  addCosts(state.last, costs)
  state.last.cardNs = (state.cardNs ?? 0) - state.paymentFromNs
  state.last.hostNs = atNs - state.paymentAtNs
  addMeters(state.all, state.last)
}

function foldCommand(state: LaneState, event: Of<'command'>): void {
  const [name, says] = split(event.says)
  addArrow(state, { seq: event.seq, tx: event.tx, ...DOWN, name, says, bytes: event.hex.length / 2, isBad: false })
  state.writes = []
  state.exchangeFromNs = state.cardNs ?? 0
  const limit = fieldOf(event.fields, 'limit')
  if (limit !== undefined) state.chain = { length: Number(limit), spent: 0, asked: 0, askedBy: 0 }
  const asked = fieldOf(event.fields, 'spent')
  if (asked !== undefined && state.chain !== undefined) {
    state.chain = { ...state.chain, asked: Number(asked), askedBy: event.seq }
  }
  state.last.apdus += 1
  state.last.apduBytes += event.hex.length / 2
}

function foldResponse(state: LaneState, event: Of<'response'>): void {
  const good = event.hex.endsWith('9000') || event.hex.slice(-4).startsWith('61')
  const says = event.says.replace(/ \(ISO [^)]*\)$/, '')
  const [name = '', ...words] = says.split(' ')
  addArrow(state, {
    seq: event.seq,
    tx: event.tx,
    ...UP,
    name,
    says: words.join(' '),
    bytes: event.hex.length / 2,
    isBad: !good,
  })
  const spent = fieldOf(event.fields, 'spent')
  if (spent !== undefined && state.chain !== undefined) state.chain = { ...state.chain, spent: Number(spent) }
  state.last.apduBytes += event.hex.length / 2
}

function foldMessage(state: LaneState, { seq, tx, from, to, step, bytes, fields }: Of<'sent'>): void {
  addArrow(state, { seq, tx, from, to, name: step, says: shortFields(fields), bytes, isBad: false })
  state.last.messages += 1
  state.last.bytes += bytes
  learnChains(state, fields)
  const [id, index] = [fieldOf(fields, 'chainId'), fieldOf(fields, 'index')]
  const length = id === undefined ? undefined : state.chains.get(id)
  // the paper counts coupons down
  if (index === undefined || length === undefined) return
  const spent = length - Number(index)
  state.chain = { length, spent, asked: spent, askedBy: seq }
}

const SHORT = 12

/** What fits beside a message's name and says something: words and counts, no bytes. */
function shortFields(fields: readonly ToldField[]): string {
  const told = fields.flatMap(([path, , , value]) => {
    const isShort = value !== null && value.length <= SHORT && !/[.[]/.test(path)
    return isShort && value !== 'present' && value !== 'absent' ? [`${path} ${value}`] : []
  })
  return told.slice(0, 2).join(', ')
}

function learnChains(state: LaneState, fields: readonly ToldField[]): void {
  let id: string | null = null
  for (const [path, , , value] of fields) {
    if (path.endsWith('].id')) id = value
    else if (path.endsWith('].length') && id !== null) state.chains.set(id, Number(value))
  }
}

function foldDelivery(state: LaneState, how: Of<'delivered'>['how']): void {
  const last = state.arrows.at(-1)
  if (last === undefined || how === 'unchanged') return
  state.arrows = [...state.arrows.slice(0, -1), { ...last, says: `${how} on its way`, isBad: true }]
}

function foldWrite(state: LaneState, event: Of<'write'>): void {
  const isAnother = event.role === 'entry' && state.writes.at(-1)?.role === 'commit'
  state.writes = isAnother ? [event] : [...state.writes, event]
  if (event.role === 'cell' || event.role === 'undo') setCell(state, event)
}

function setCell(state: LaneState, { cell, before, after, says, seq }: Of<'write'>): void {
  state.cells.set(cell, { hex: after, before, says, changedAt: seq })
}

function foldPower(state: LaneState, { state: power, torn, seq }: Of<'power'>): void {
  state.isPowered = power === 'on'
  if (power === 'removed') state.isCardIn = false
  if (power === 'inserted') state.isCardIn = true
  const last = state.writes.at(-1)
  if (torn === undefined || last === undefined) return
  state.writes = [...state.writes.slice(0, -1), { ...last, torn }]
  if (torn === 'before' && last.role === 'cell') {
    state.cells.set(last.cell, { hex: last.before, before: last.before, says: 'unchanged', changedAt: seq })
  }
}

function foldMoney(state: LaneState, { from, to, units, state: how }: Of<'money'>): void {
  const amount = BigInt(units)
  state.accounts.set(from, (state.accounts.get(from) ?? 0n) - amount)
  state.accounts.set(to, (state.accounts.get(to) ?? 0n) + amount)
  state.lastMoney = { from, to, state: how }
}

function addArrow(state: LaneState, arrow: Arrow): void {
  state.arrows = [...state.arrows.slice(1 - MOST_ARROWS), arrow]
}

function fieldOf(fields: readonly ToldField[] | undefined, name: string): string | undefined {
  return fields?.find(([path]) => path === name)?.[3] ?? undefined
}

function split(says: string): readonly [string, string] {
  const at = says.indexOf(': ')
  return at === -1 ? [says, ''] : [says.slice(0, at), says.slice(at + 2)]
}
