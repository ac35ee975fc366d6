// What was paid by hand, in words and as a document. Counted and modelled figures are called so.

import { TIME_CAUSES, type ModelledTime, type TimeRange } from '../../card-applets/time/modelled-clock.ts'
import { counted } from '../../src/bytes/counted.ts'
import { printHex } from '../../src/bytes/hex.ts'
import { payeeNamed, type HandOrder, type PaidByHand } from '../scheme/cafe-tick/by-hand.ts'
import { formatCount, formatRange } from '../words/format.ts'
import type { Look } from '../words/look.ts'
import { factLines } from '../words/prose.ts'
import type { LedgersFound } from './card-ledgers.ts'
import type { Fact } from './facts.ts'

export interface HandReceipt {
  readonly card: { readonly line: string; readonly real: boolean; readonly reader: string }
  readonly order: HandOrder
  readonly done: PaidByHand
  /** As they went over the wire, GET RESPONSE and the parts of a chain among them. */
  readonly apdus: number
  /** Physical ones; undefined for a card in a reader. */
  readonly writes: number | undefined
  readonly modelled: { readonly card: string; readonly time: ModelledTime } | undefined
  /** By the card's own word, minor units. */
  readonly balance: { readonly before: bigint; readonly after: bigint }
  /** Whether the card gave what the seller was paid. */
  readonly holds: boolean
}

/** The receipt of a payment that is kept, beside what the two ledgers then say. */
export function payText(receipt: HandReceipt, ledgers: LedgersFound | undefined, { width }: Look): string {
  const { card, modelled, balance, done } = receipt
  const facts: Fact[] = [
    ['card', card.line],
    ['paid', paidLine(receipt)],
    ...(modelled === undefined ? [] : [['modelled', modelledLine(modelled)] as const]),
    [
      'balance',
      `${formatCount(balance.before)} → ${formatCount(balance.after)}, deposited ${formatCount(done.deposited)}`,
    ],
    ...(ledgers === undefined ? [] : [['ledgers', ledgers.words] as const]),
  ]
  return `${factLines(facts, width).join('\n')}\n`
}

function paidLine({ order, done, apdus, writes }: HandReceipt): string {
  const units = counted(BigInt(done.ticks) * order.tickValue, 'unit')
  const payments = done.payments === 1 ? '' : ` in ${counted(done.payments, 'payment')}`
  const ticks = `${counted(done.ticks, 'tick')}${order.tickValue === 1n ? '' : ` of ${counted(order.tickValue, 'unit')}`}`
  const counts = [ticks, counted(apdus, 'APDU'), ...(writes === undefined ? [] : [counted(writes, 'memory write')])]
  return `${units} to ${order.seller}${payments}: ${counts.join(', ')}`
}

function modelledLine({ card, time: { total, byCause } }: NonNullable<HandReceipt['modelled']>): string {
  const parts = TIME_CAUSES.filter((cause) => byCause[cause].upperNs > 0).map(
    (cause) => `${cause} ${formatRange(byCause[cause])}`,
  )
  return `${formatRange(total)} on ${card}: ${parts.join(' · ')}`
}

/** Schema `tickbench.pay/1`: amounts are decimal strings in minor units, times modelled nanoseconds. */
export function payDocument(receipt: HandReceipt, ledgers: LedgersFound | undefined): string {
  const { card, order, done, apdus, writes, modelled, balance, holds } = receipt
  const document = {
    schema: 'tickbench.pay/1',
    card,
    seller: { name: order.seller, payee: printHex(payeeNamed(order.seller)) },
    payments: done.payments,
    units: `${BigInt(order.ticks) * order.tickValue}`,
    tickValue: `${order.tickValue}`,
    ticks: done.ticks,
    apdus,
    memoryWrites: writes ?? null,
    modelled: modelled === undefined ? null : modelledDocument(modelled),
    balance: { before: `${balance.before}`, after: `${balance.after}` },
    deposited: `${done.deposited}`,
    ...(ledgers === undefined ? {} : { ledgers }),
    holds,
  }
  return `${JSON.stringify(document)}\n`
}

function modelledDocument({ card, time }: NonNullable<HandReceipt['modelled']>): unknown {
  const byCause = Object.fromEntries(TIME_CAUSES.map((cause) => [cause, rounded(time.byCause[cause])]))
  return { card, ...rounded(time.total), byCause }
}

function rounded({ lowerNs, upperNs }: TimeRange): TimeRange {
  return { lowerNs: Math.round(lowerNs), upperNs: Math.round(upperNs) }
}
