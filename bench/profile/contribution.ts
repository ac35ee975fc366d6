// What somebody gives of his card, schema `tickbench.contribution/1`: the whole run with its raw samples, and nothing that
// tells whose card, reader or machine it was. The document is made without names and serial numbers from the start
// (environment.ts, place.ts); an ATR names a type of card.

import { BENCH_SCHEMA, checkBenchDocument, type BenchDocument } from '../measure/result.ts'
import { checkBlock, type SampleBlock } from '../run/sample-block.ts'
import { asList, asOneOf, parseJsonObject } from './json-fields.ts'

export const CONTRIBUTION_SCHEMA = 'tickbench.contribution/1'

export interface Contribution {
  readonly document: BenchDocument
  /** As they were measured on the host; what is modelled has none. */
  readonly samples: readonly SampleBlock[]
}

export function printContribution({ document, samples }: Contribution): string {
  return `${JSON.stringify({ schema: CONTRIBUTION_SCHEMA, document, samples })}\n`
}

/** A contribution, or the document of any run. Throws `DecodeError`, naming the field. */
export function parseContribution(text: string): Contribution {
  const found = parseJsonObject(text)
  const schema = asOneOf(found['schema'], [CONTRIBUTION_SCHEMA, BENCH_SCHEMA], 'schema')
  if (schema === BENCH_SCHEMA) return { document: checkBenchDocument(found), samples: [] }
  const samples = asList(found['samples'], 'samples').map((block) => checkBlock(block))
  return { document: checkBenchDocument(found['document']), samples }
}
