import { expect, it } from 'vitest'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { parseBenchDocument } from './result.ts'
import { inventedDocument, inventedResult } from './testing/documents.ts'

it('reads back what was written', () => {
  const interval = { median: 2, low: 1, high: 3 }
  const document = inventedDocument([inventedResult({ ratioTo: { b: interval } }), inventedResult({ perSecond: null })])
  expect(parseBenchDocument(JSON.stringify(document))).toEqual(document)
})

const rates = (low: number, median: number, high: number) => ({ low, median, high })

it.each([
  ['document', 'no JSON'],
  ['document', '[]'],
  ['schema', '{"schema":"tickbench.compare/1"}'],
  ['results', JSON.stringify({ ...inventedDocument([]), results: {} })],
  ['results[0].regime', JSON.stringify(inventedDocument([{ ...inventedResult(), regime: 1 as unknown as string }]))],
  ['results[0].perSecond', JSON.stringify(inventedDocument([inventedResult({ perSecond: { median: 1 } as never })]))],
  ['results[0].perSecond', JSON.stringify(inventedDocument([inventedResult({ perSecond: rates(-1, 1, 2) })]))],
  ['results[0].perSecond', JSON.stringify(inventedDocument([inventedResult({ perSecond: rates(3, 1, 2) })]))],
  ['results[0].perSecond', JSON.stringify(inventedDocument([inventedResult({ perSecond: rates(1e-300, 1, 2) })]))],
  ['results[0].latencyNs', JSON.stringify(inventedDocument([inventedResult({ latencyNs: 'x' as never })]))],
  ['results[0].latencyNs.p95', JSON.stringify(inventedDocument([inventedResult({ latencyNs: { p50: 1 } as never })]))],
  ['results[0].partsNs.wire', JSON.stringify(inventedDocument([inventedResult({ partsNs: { wire: '1' as never } })]))],
  ['results[0].origin', JSON.stringify(inventedDocument([inventedResult({ origin: 'guessed' as never })]))],
  [
    'results[0].doubts[0].kind',
    JSON.stringify(inventedDocument([inventedResult({ doubts: [{ kind: 'odd' } as never] })])),
  ],
  [
    'results[0].doubts[0].change',
    JSON.stringify(inventedDocument([inventedResult({ doubts: [{ kind: 'drift' } as never] })])),
  ],
  ['suite', JSON.stringify(inventedDocument([], { suite: 'card; ls' }))],
  ['results', JSON.stringify(inventedDocument(Array.from({ length: 10_001 }, () => inventedResult())))],
  ['results[0].ratioTo', JSON.stringify(inventedDocument([inventedResult({ ratioTo: { b: 3 } as never })]))],
  [
    'results[1].processNs',
    JSON.stringify(inventedDocument([inventedResult(), inventedResult({ processNs: [Number.NaN] })])),
  ],
])('names the field that is wrong: %s', (path, text) => {
  expect(() => parseBenchDocument(text)).toThrow(DecodeError)
  expect(() => parseBenchDocument(text)).toThrow(path)
})
