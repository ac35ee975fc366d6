// What was understood of the workload: as the document keeps it, and as facts for people, one a line, which stand before
// the work begins.

import { counted } from '../../src/bytes/counted.ts'
import { formatCount, formatShare } from '../words/format.ts'
import type { TraceDocument } from './document.ts'
import {
  busiestBuyers,
  buyersOf,
  sellersOf,
  type BuyerShare,
  type LogReading,
  type SkippedKind,
  type Workload,
} from '../workload/micro-transaction.ts'

export function traceDocument(workload: Workload): TraceDocument {
  const { name, requests, transactions, skipped, skippedKinds, priceRule, reading } = workload
  const busiest = busiestBuyers(workload, SHOWN_BUYERS)
  const counts = { requests, transactions: transactions.length, buyers: buyersOf(workload).size }
  return {
    name,
    ...counts,
    sellers: sellersOf(workload).size,
    ...pairsOf(workload),
    outOfOrder: outOfOrder(workload),
    skipped,
    skippedKinds,
    priceRule,
    rule: reading?.rule ?? null,
    form: reading?.form ?? null,
    client: reading?.client ?? null,
    forms: reading?.forms ?? [],
    input: reading?.input ?? null,
    busiest,
    warnings: reading === undefined ? [] : warningsOf({ ...counts, malformed: skipped.malformed, busiest, reading }),
  }
}

function pairsOf({ transactions }: Workload): Pick<TraceDocument, 'pairs' | 'pairsOnce'> {
  const pairs = new Map<string, number>()
  for (const { buyer, seller } of transactions) {
    const pair = JSON.stringify([buyer, seller])
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  return { pairs: pairs.size, pairsOnce: [...pairs.values()].filter((payments) => payments === 1).length }
}

/** Servers log a request when it ends, so that small steps back are nothing unusual. */
const ORDINARY_STEP_BACK_MS = 60 * 60 * 1000

function outOfOrder({ transactions }: Workload): number {
  let [latest, count] = [0, 0]
  for (const { atMs } of transactions) {
    if (atMs < latest - ORDINARY_STEP_BACK_MS) count += 1
    latest = Math.max(latest, atMs)
  }
  return count
}

/** Name and text of each fact; a name that is empty goes on with the fact before. */
export function traceFacts(trace: TraceDocument): readonly (readonly [name: string, text: string])[] {
  const { name, transactions, buyers, sellers, skipped, skippedKinds, input, form, client, forms, busiest } = trace
  const reasons = Object.entries(skipped).filter(([, count]) => count > 0)
  const listed = reasons.map(([reason, count]) => `${formatCount(count)} (${reason})`).join(', ')
  const parties = [counted(transactions, 'micro-transaction'), counted(buyers, 'buyer'), counted(sellers, 'seller')]
  return [
    ['trace', `${name}: ${parties.join(' · ')}`],
    ...(reasons.length === 0 ? [] : [['skipped', `lines: ${listed}`] as const]),
    ...skippedKinds.slice(0, SHOWN_KINDS).flatMap(kindFacts),
    ...(form === null ? [] : [['form', formText(form, forms)] as const]),
    ...(client === null ? [] : [['client', client] as const]),
    ['busiest', busiest.map(({ buyer, share }) => `${buyer} ${formatShare(share)}`).join(' · ')],
    ...(input === null ? [] : [['input', `${formatCount(input.bytes)} B, ${input.packing}`] as const]),
    ...(input === null ? [] : [['', `sha256 ${input.sha256}`] as const]),
    ...(trace.rule === null ? [] : [['rule', trace.rule] as const]),
    ['price', trace.priceRule],
    ...trace.warnings.map((warning) => ['warning', warning] as const),
  ]
}

function kindFacts({
  kind,
  lines,
  firstLine,
  reason,
  text,
  cure,
}: SkippedKind): readonly (readonly [string, string])[] {
  return [
    ['', `${counted(lines, 'line')}, ${reason}: ${kind}`],
    ['', `line ${firstLine}: ${text}`],
    ...(cure === null ? [] : [['try', cure] as const]),
  ]
}

function formText(form: string, forms: TraceDocument['forms']): string {
  const others = forms.slice(1).map((other) => `${other.form} (${counted(other.lines, 'line')})`)
  return [form, ...others].join('; also ')
}

interface Doubtful {
  readonly requests: number
  readonly transactions: number
  readonly buyers: number
  readonly malformed: number
  readonly busiest: readonly BuyerShare[]
  readonly reading: LogReading
}

function warningsOf({ requests, transactions, buyers, malformed, busiest, reading }: Doubtful): readonly string[] {
  const { client, input } = reading
  const [first] = busiest
  const doubt = `is ${client} the client? if not, --client-field names the field that is`
  const share = buyers === 1 ? 'all' : `${formatCount(first?.payments ?? 0)} of`
  const paid = transactions === 1 ? 'the only payment is' : `${share} ${counted(transactions, 'payment')} are`
  return [
    ...(first !== undefined && first.share > 0.5 ? [`${paid} one buyer's, ${first.buyer}: ${doubt}`] : []),
    ...(malformed * 2 > requests
      ? [`${formatCount(malformed)} of ${counted(requests, 'line')} are not understood`]
      : []),
    ...(input.trailingBytes > 0
      ? [`${counted(input.trailingBytes, 'byte')} behind the end of the gzip data left out`]
      : []),
  ]
}

const SHOWN_BUYERS = 3

const SHOWN_KINDS = 5
