// A document of `compare` that comes back from a file: nothing in it is trusted before its shape is checked.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import { checkShape, type Shape } from '../measure/shape.ts'
import type { CompareDocument } from './document.ts'

const SCHEMA: CompareDocument['schema'] = 'tickbench.compare/1'

/** Throws `DecodeError` that names the field. */
export function parseCompareDocument(text: string): CompareDocument {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (cause) {
    throw new DecodeError('document', 'not JSON', { cause })
  }
  checkShape(found, { fields: { schema: 'text' } })
  if ((found as { readonly schema: string }).schema !== SCHEMA) throw new DecodeError('schema', `not ${SCHEMA}`)
  checkShape(found, DOCUMENT)
  const document = found as CompareDocument
  for (const [at, { revenue }] of document.schemes.entries()) {
    if (!/^-?\d{1,40}$/.test(revenue)) throw new DecodeError(`schemes[${at}].revenue`, 'not a whole number as text')
  }
  return document
}

const TEXTS: Shape = { list: 'text' }

const ORDER = { samples: 'number', p50: 'number', p95: 'number', p99: 'number', max: 'number' } as const

const BOUND = { ...ORDER, mean: 'number', byCause: { byName: 'number' } } as const

const SCHEME: Shape = {
  fields: {
    name: 'text',
    payments: 'number',
    revenue: 'text',
    chainsOpened: 'number',
    closedForOther: { orAbsent: 'number' }, // runs kept before ticks had it
    operations: { byName: { byName: 'number' } },
    messages: 'number',
    bytes: 'number',
    apdus: 'number',
    hostNs: {
      fields: {
        ...ORDER,
        mean: 'number',
        total: 'number',
        settling: 'number',
        inCards: 'number',
        waitedShare: 'number',
        batches: 'number',
      },
    },
    modelledNs: {
      orNull: {
        fields: {
          ...BOUND,
          card: 'text',
          upper: { fields: BOUND },
          doubts: { list: { fields: { quality: 'text', reading: 'text', operations: TEXTS, share: 'number' } } },
        },
      },
    },
    checks: { list: { fields: { name: 'text', holds: 'boolean', detail: 'text' } } },
    risks: { list: { fields: { party: 'text', risk: 'text' } } },
    notes: TEXTS,
  },
}

const RANGE: Shape = { fields: { low: 'number', middle: 'number', high: 'number' } }

const ANSWER: Shape = {
  fields: {
    rounds: 'number',
    costs: {
      list: {
        fields: { scheme: 'text', payer: { orNull: RANGE }, seller: RANGE, backOffice: RANGE, processors: RANGE },
      },
    },
    cheaper: { orNull: { fields: { scheme: 'text', than: 'text', ratio: RANGE, measured: 'number' } } },
    phases: { list: { fields: { from: 'number', scheme: { orNull: 'text' } } } },
    countedTo: 'number',
    verification: {
      fields: { step: RANGE, card: { orNull: { fields: { what: 'text', origin: 'text', ns: RANGE } } } },
    },
  },
}

const DOCUMENT: Shape = {
  fields: {
    tickbench: 'text',
    commit: { orNull: 'text' },
    command: 'text',
    seed: 'number',
    reader: 'text',
    policy: 'text',
    card: { orNull: 'text' },
    assumptions: TEXTS,
    cards: 'text',
    time: 'text',
    jobs: 'number',
    trace: {
      fields: {
        name: 'text',
        requests: 'number',
        transactions: 'number',
        buyers: 'number',
        sellers: 'number',
        pairs: 'number',
        pairsOnce: 'number',
        outOfOrder: { orAbsent: 'number' },
        skipped: { byName: 'number' },
        priceRule: 'text',
        form: { orNull: 'text' },
        client: { orNull: 'text' },
        input: { orNull: { fields: { bytes: 'number', sha256: 'text' } } },
        warnings: TEXTS,
      },
    },
    environment: { fields: { node: 'text', platform: 'text', cpu: 'text' } },
    schemes: { list: SCHEME },
    holds: 'boolean',
    answer: { orNull: ANSWER },
  },
}
