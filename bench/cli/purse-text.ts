// One card in words and as a document: what it is, what it holds, what it did last. Never a key.

import { printHex } from '../../src/bytes/hex.ts'
import type { LogRecord } from '../../src/payment/cafe-tick/card-messages.ts'
import { describePurse, type PurseView } from '../scheme/cafe-tick/kept/purse-view.ts'
import { counted } from '../../src/bytes/counted.ts'
import type { Look } from '../words/look.ts'
import { tableLines } from '../words/table.ts'
import type { LedgersFound } from './card-ledgers.ts'
import type { CafeTickSession } from './purse-session.ts'

export function infoText(session: CafeTickSession, view: PurseView, ledgers?: LedgersFound): string {
  return `${[...headLines(session, view), ...issuerLines(session, view), ...ledgerLines(ledgers)].join('\n')}\n`
}

export function logText(session: CafeTickSession, view: PurseView, { width }: Look): string {
  const log = view.kind === 'purse' ? view.log : []
  const rows = log.map((record) => [
    `${record.sequence}`,
    `${record.txCounter}`,
    describeRecord(record),
    `${record.balance}`,
  ])
  const heads = ['record', { head: 'number', leaves: 1 }, { head: 'what', wraps: true }, 'balance after']
  const table = rows.length === 0 ? ['nothing yet'] : tableLines(heads, rows, width)
  return `${[...headLines(session, view), '', ...table].join('\n')}\n`
}

/** Schema `tickbench.card/1`: amounts are decimal strings in minor units. */
export function cardDocument(
  { line, card, isReal, emulated }: CafeTickSession,
  view: PurseView,
  ledgers?: LedgersFound,
): string {
  const { atr, protocol, reader } = card.facts
  const document = {
    schema: 'tickbench.card/1',
    card: { line, real: isReal, reader, atr: printHex(atr), protocol, memoryWrites: memoryWrites(emulated) },
    purse: view,
    ...(ledgers === undefined ? {} : { ledgers }),
  }
  return `${JSON.stringify(document, plain)}\n`
}

function headLines({ line, card, emulated }: CafeTickSession, view: PurseView): readonly string[] {
  const { atr, protocol } = card.facts
  const writes = memoryWrites(emulated)
  return [
    `card       ${line}`,
    `ATR        ${printHex(atr)} (${protocol})`,
    ...(writes === null ? [] : [`memory     ${counted(writes, 'write')} in its life`]),
    `purse      ${describePurse(view)}`,
    ...(view.kind === 'purse' ? purseLines(view) : []),
  ]
}

function purseLines({ expires, status }: PurseView & { readonly kind: 'purse' }): readonly string[] {
  return [
    `valid      until ${new Date(expires).toISOString().slice(0, 10)}${status.blocked ? ', blocked by its issuer' : ''}`,
    `PIN        ${counted(status.pinTries, 'try', 'tries')} left, where the card asks for one`,
  ]
}

/** What the issuer's books say of the card, where they are at hand. */
function issuerLines({ issuer }: CafeTickSession, view: PurseView): readonly string[] {
  if (issuer === undefined || view.kind !== 'purse') return []
  const account = issuer.issuer.accounts.get(view.cardId)
  if (account === undefined) return ['issuer     does not know this card']
  const { loaded, deposited, standing } = account
  return [
    `issuer     loaded ${loaded}, paid to sellers ${deposited}, so ${loaded - deposited} should be left; standing: ${standing}`,
  ]
}

function ledgerLines(ledgers: LedgersFound | undefined): readonly string[] {
  if (ledgers === undefined || ledgers.kind === 'cardUnknown') return []
  return [`ledgers    ${ledgers.words}`]
}

function memoryWrites(emulated: CafeTickSession['emulated']): number | null {
  if (emulated === undefined) return null
  const { journal, cells } = emulated.image().memory
  return [journal, ...cells].reduce((sum, { programs }) => sum + programs, 0)
}

function describeRecord({ kind, units, ticks, payee }: LogRecord): string {
  return kind === 'load' ? `load of ${units}` : `${counted(ticks, 'tick')} of ${units} to ${printHex(payee)}`
}

/** Amounts as decimal strings, bytes in hex. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`
  return value instanceof Uint8Array ? printHex(value) : value
}
