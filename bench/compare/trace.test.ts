import { expect, it } from 'vitest'
import {
  NOTHING_SKIPPED,
  type LogReading,
  type MicroTransaction,
  type Workload,
} from '../workload/micro-transaction.ts'
import { traceFacts, traceDocument } from './trace.ts'

const READING: LogReading = {
  form: 'Combined Log Format',
  client: 'field 1 (%h)',
  forms: [
    { form: 'Combined Log Format', client: 'field 1 (%h)', lines: 4 },
    { form: 'JSON lines with remote_addr', client: 'remote_addr', lines: 1 },
  ],
  input: { name: 'access.log', bytes: 1234, sha256: 'ab'.repeat(32), packing: 'plain', trailingBytes: 0 },
  rule: 'a rule',
}

function workload(buyers: readonly string[], changes: Partial<Workload> = {}): Workload {
  const transactions = buyers.map((buyer): MicroTransaction => ({
    buyer,
    seller: '/a',
    item: '/a/1',
    price: 1n,
    atMs: 0,
  }))
  const common = {
    name: 'access.log',
    requests: transactions.length,
    priceRule: '1 unit per request',
    ...NOTHING_SKIPPED,
  }
  return { ...common, transactions, reading: READING, ...changes }
}

function warnings(...of: Parameters<typeof workload>): readonly string[] {
  return traceDocument(workload(...of)).warnings
}

it('prints each fact of a log', () => {
  const skippedKinds = [
    { reason: 'malformed', kind: 'an odd kind', lines: 2, firstLine: 7, text: 'an odd line', cure: 'a command' },
  ] as const
  const skipped = { ...NOTHING_SKIPPED.skipped, malformed: 2, status: 1000 }
  expect(traceFacts(traceDocument(workload(['a', 'b', 'c', 'a', 'd', 'd', 'a'], { skipped, skippedKinds })))).toEqual([
    ['trace', 'access.log: 7 micro-transactions · 4 buyers · 1 seller'],
    ['skipped', 'lines: 2 (malformed), 1,000 (status)'],
    ['', '2 lines, malformed: an odd kind'],
    ['', 'line 7: an odd line'],
    ['try', 'a command'],
    ['form', 'Combined Log Format; also JSON lines with remote_addr (1 line)'],
    ['client', 'field 1 (%h)'],
    ['busiest', 'a 42.9 % · d 28.6 % · b 14.3 %'],
    ['input', '1,234 B, plain'],
    ['', `sha256 ${'ab'.repeat(32)}`],
    ['rule', 'a rule'],
    ['price', '1 unit per request'],
  ])
})

it('warns of a buyer with more than half of all payments, and of a single one', () => {
  expect(warnings(['a', 'a', 'b', 'c'])).toEqual([])
  expect(warnings(['a', 'a', 'b'])).toEqual([
    "2 of 3 payments are one buyer's, a: is field 1 (%h) the client? if not, --client-field names the field that is",
  ])
  expect(warnings(['a', 'a'])[0]).toMatch(/^all 2 payments are one buyer's, a: /)
  expect(warnings(['a'])[0]).toMatch(/^the only payment is one buyer's, a: /)
})

it('warns of a log that is mostly not understood, and of bytes that were left out', () => {
  const skipped = { ...NOTHING_SKIPPED.skipped, malformed: 5 }
  expect(warnings(['a', 'b'], { skipped, requests: 7 })).toEqual(['5 of 7 lines are not understood'])
  const reading = { ...READING, input: { ...READING.input, trailingBytes: 7 } }
  expect(warnings(['a', 'b'], { reading })).toEqual(['7 bytes behind the end of the gzip data left out'])
})

it('says of a workload that was made only what there is to say', () => {
  const { reading: _, ...made } = workload(['a', 'a'])
  expect(traceDocument(made)).toMatchObject({
    form: null,
    client: null,
    input: null,
    rule: null,
    forms: [],
    warnings: [],
  })
  expect(traceFacts(traceDocument(made)).map(([name]) => name)).toEqual(['trace', 'busiest', 'price'])
})
