// What somebody gives of his card, schema `tickbench.contribution/1`: the whole run with its raw samples, and nothing that
// tells whose card, reader or machine it was. The document is made without names and serial numbers from the start
// (environment.ts, place.ts); an ATR names a type of card.

import * as v from 'valibot'
import { parseJson, type Declared } from '../measure/json-document.ts'
import { BENCH } from '../measure/result.ts'
import { SAMPLE_BLOCK } from '../run/sample-block.ts'

const CONTRIBUTION_SCHEMA = 'tickbench.contribution/1'

const CONTRIBUTION = v.object({
  schema: v.literal(CONTRIBUTION_SCHEMA),
  document: BENCH,
  /** As they were measured on the host; what is modelled has none. */
  samples: v.array(SAMPLE_BLOCK),
})
export type Contribution = Omit<Declared<typeof CONTRIBUTION>, 'schema'>

export function printContribution({ document, samples }: Contribution): string {
  return `${JSON.stringify({ schema: CONTRIBUTION_SCHEMA, document, samples })}\n`
}

/** A contribution, or the document of any run. Throws `DecodeError`, naming the field. */
export function parseContribution(text: string): Contribution {
  const found = parseJson(text, v.variant('schema', [CONTRIBUTION, BENCH]))
  if (found.schema !== CONTRIBUTION_SCHEMA) return { document: found, samples: [] }
  return { document: found.document, samples: found.samples }
}
