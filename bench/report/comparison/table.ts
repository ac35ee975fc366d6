// The comparison as sections of rows, once, for the terminal and for the page. Every section says which regime its
// figures are of: counted, measured or stated. The three never share a section.

import type { OperationKind } from '../../../src/crypto/operations.ts'
import { ABSENT, formatBytes, formatCount, formatNs, formatRange } from '../../words/format.ts'
import { TIME_CAUSES } from '../../../card-applets/time/modelled-clock.ts'
import type {
  CompareDocument,
  HostTime,
  ModelledBound,
  ModelledDocument,
  SchemeDocument,
} from '../../compare/document.ts'
import { LISTED_PARTIES } from '../../scheme/named.ts'

export interface Section {
  readonly heading: string
  readonly rows: readonly Row[]
}

export interface Row {
  readonly label: string
  /** One cell a scheme, in the order of the document. */
  readonly cells: readonly string[]
}

export function sectionsOf(document: CompareDocument): readonly Section[] {
  const { schemes } = document
  const row = (label: string, cell: (scheme: SchemeDocument) => string): Row => ({ label, cells: schemes.map(cell) })
  return [
    {
      heading: '',
      rows: [
        row('payments', (scheme) => formatCount(scheme.payments)),
        row('revenue, all sellers', (scheme) => formatCount(BigInt(scheme.revenue))),
        row('chains opened', ({ chainsOpened }) => (chainsOpened === 0 ? ABSENT : formatCount(chainsOpened))),
        row('payments a chain', ({ payments, chainsOpened }) =>
          chainsOpened === 0 ? ABSENT : formatCount(payments / chainsOpened),
        ),
      ],
    },
    {
      heading: 'counted, per payment: payer / seller / back office',
      rows: KINDS.filter(({ kind }) => schemes.some((scheme) => everCounted(scheme, kind))).map(({ kind, label }) =>
        row(label, (scheme) => perRole(scheme, kind)),
      ),
    },
    {
      heading: 'counted, per payment',
      rows: [
        row('messages / bytes', ({ messages, bytes, payments }) =>
          payments === 0 ? ABSENT : `${formatCount(messages / payments)} / ${formatBytes(bytes / payments)}`,
        ),
        row('APDU pairs', ({ apdus, payments }) => (apdus === 0 ? ABSENT : formatCount(apdus / payments))),
      ],
    },
    ...measuredSections(document),
    ...modelledSection(schemes),
    { heading: 'who carries which risk', rows: riskRows(schemes) },
  ]
}

/** The mean first: where few payments open chains, p50 says nothing of what opening costs. */
function measuredSections({ schemes, time, cards }: CompareDocument): readonly Section[] {
  const row = (label: string, ns: (time: HostTime) => number | undefined): Row => ({
    label,
    cells: schemes.map(({ hostNs }) => printNs(ns(hostNs))),
  })
  const inside = cards === 'real' ? '  of it waiting for the card' : '  of it the emulated card'
  const slept = time === 'slept' ? ', waiting for the modelled card left out' : ''
  return [
    {
      heading: `measured on this host, a payment${slept}`,
      rows: [
        row('mean, settling included', ({ mean }) => mean),
        row('  of it settling', (host) => partOfMean(host.settling, host)),
        row(inside, (host) => partOfMean(host.inCards, host)),
        row('all payments', ({ total }) => total),
        row('p50, settling left out', ({ p50 }) => p50),
        row('p95', ({ p95 }) => p95),
        row('p99', ({ p99 }) => p99),
        row('max', ({ max }) => max),
      ].filter(({ cells }) => cells.some((cell) => cell !== ABSENT)),
    },
  ]
}

function partOfMean(part: number, { total, mean }: HostTime): number | undefined {
  return part === 0 || total === 0 ? undefined : (mean * part) / total
}

function printNs(ns: number | undefined): string {
  return ns === undefined ? ABSENT : formatNs(ns)
}

/** Only where a card profile was given; a scheme without a card has no modelled time. */
function modelledSection(schemes: readonly SchemeDocument[]): readonly Section[] {
  const card = schemes.find(({ modelledNs }) => modelledNs !== null)?.modelledNs?.card
  if (card === undefined) return []
  const row = (label: string, cell: (modelled: ModelledDocument) => string): Row => ({
    label,
    cells: schemes.map(({ modelledNs }) => (modelledNs === null ? ABSENT : cell(modelledNs))),
  })
  const range = (label: string, of: (bound: ModelledBound) => number) =>
    row(label, (modelled) => formatRange({ lowerNs: of(modelled), upperNs: of(modelled.upper) }))
  const rows = [
    range('p50', ({ p50 }) => p50),
    range('p95', ({ p95 }) => p95),
    range('p99', ({ p99 }) => p99),
    range('max', ({ max }) => max),
    range('mean, settling too', ({ mean }) => mean),
    ...TIME_CAUSES.map((cause) => range(`  ${cause}`, ({ byCause }) => byCause[cause])),
  ]
  return [{ heading: `modelled on ${card}, per payment: from the sum of its parts to the most`, rows }]
}

const KINDS: readonly { readonly kind: OperationKind; readonly label: string }[] = [
  { kind: 'hash', label: 'hashes' },
  { kind: 'chainStep', label: '  of which chain steps' },
  { kind: 'mac', label: 'MACs' },
  { kind: 'sign', label: 'signatures made' },
  { kind: 'verify', label: 'signatures verified' },
  { kind: 'encrypt', label: 'encryptions' },
  { kind: 'decrypt', label: 'decryptions' },
  { kind: 'cardWrite', label: 'card memory writes' },
]

/** The same three places in every scheme: who pays, who is paid, who settles. */
function placesOf({ parties = LISTED_PARTIES }: SchemeDocument): readonly (readonly string[])[] {
  return [parties.payer, parties.seller, parties.backOffice]
}

function perRole(scheme: SchemeDocument, kind: OperationKind): string {
  const cells = placesOf(scheme).map((roles) => {
    const count = countOf(scheme, roles, kind)
    return count === 0 || scheme.payments === 0 ? ABSENT : formatCount(count / scheme.payments)
  })
  return cells.every((cell) => cell === ABSENT) ? ABSENT : cells.join(' / ')
}

function countOf({ operations }: SchemeDocument, roles: readonly string[], kind: OperationKind): number {
  return roles.reduce((sum, role) => sum + (operations[role]?.[kind] ?? 0), 0)
}

function everCounted(scheme: SchemeDocument, kind: OperationKind): boolean {
  return placesOf(scheme).some((roles) => countOf(scheme, roles, kind) > 0)
}

function riskRows(schemes: readonly SchemeDocument[]): readonly Row[] {
  const parties = [...new Set(schemes.flatMap(({ risks }) => risks.map(({ party }) => party)))]
  return parties.map((party) => ({
    label: party,
    cells: schemes.map(({ risks }) => risks.find((risk) => risk.party === party)?.risk ?? ABSENT),
  }))
}
