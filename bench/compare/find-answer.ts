// Everything that the answer of a comparison needs beside the comparison: what operations take on this host, how the
// schemes' operations grow with payments, and what one tick takes on the modelled card.

import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import type { Crypto, EngineName, SuiteName } from '../../src/crypto/crypto.ts'
import { COSTED_SCHEMES, schemeNamed } from '../scheme/named.ts'
import { countScheme, type CountTerms, type SchemeCounts } from '../model/scheme-counts.ts'
import { COUNTED_PAYMENTS } from '../model/payment-numbers.ts'
import { timeTicks } from '../model/tick-time.ts'
import { answerOf } from './answer.ts'
import type { Answer, CardOperation, CompareDocument, SchemeDocument } from './document.ts'
import { measureYardsticks, YARDSTICK_KINDS, type YardstickKind } from './yardsticks.ts'

export interface AnswerTerms {
  readonly engine: EngineName
  readonly suite: SuiteName
  readonly seed: number
  readonly crypto: Crypto
  /** As in the run. */
  readonly terms: CountTerms
  /** The modelled card and its name for people. */
  readonly model: { readonly name: string; readonly setting: CardSetting } | undefined
}

/** Takes a fraction of a second a scheme. */
export async function findAnswer(
  document: Omit<CompareDocument, 'answer'>,
  { engine, suite, seed, crypto, terms, model }: AnswerTerms,
): Promise<Answer> {
  const { schemes } = document
  const counts = await countsOf(schemes, { crypto, terms })
  const yardsticks = await measureYardsticks({ engine, suite, seed, kinds: kindsIn(schemes, counts) })
  return answerOf({ schemes, yardsticks, counts, card: await cardOperation(document, model) })
}

/** Those that any party of any run used, and the step of a chain in any case. */
function kindsIn(schemes: readonly SchemeDocument[], counts: readonly SchemeCounts[]): readonly YardstickKind[] {
  const all = [
    ...schemes.flatMap(({ operations }) => Object.values(operations)),
    ...counts.flatMap(({ counted }) => counted.flatMap(({ operations }) => Object.values(operations))),
  ]
  return YARDSTICK_KINDS.filter((kind) => kind === 'chainStep' || all.some((counted) => (counted[kind] ?? 0) > 0))
}

/** Two chains used up and a third begun: every break-even of a pair that is no heavy user, in a fraction of a second. */
const MOST_COUNTED = 49

async function countsOf(
  schemes: readonly SchemeDocument[],
  { crypto, terms }: Pick<AnswerTerms, 'crypto' | 'terms'>,
): Promise<readonly SchemeCounts[]> {
  const costed = COSTED_SCHEMES.filter((name) => schemes.some((scheme) => scheme.name === name))
  const numbers = COUNTED_PAYMENTS.filter((payments) => payments <= MOST_COUNTED)
  if (costed.length < 2) return []
  const counts: SchemeCounts[] = []
  for (const name of costed) {
    // a foreign card signs with the suite of the run only; elsewhere the quickest keys count the same
    const signsOnly = schemeNamed(name).suites?.(terms.options ?? {}) !== undefined
    counts.push(await countScheme(name, numbers, signsOnly ? { crypto, terms } : { terms }))
  }
  return counts
}

/** As in the chart of a tick's time. */
const CHAIN_OF_TICKS = 1024

/** One tick on the modelled card; with a real card the mean of all that was said to it. */
async function cardOperation(
  { schemes, cards }: Omit<CompareDocument, 'answer'>,
  model: AnswerTerms['model'],
): Promise<CardOperation | null> {
  if (model !== undefined) {
    const { profile, wire } = model.setting
    const { cards: timed } = await timeTicks([{ ...profile, wires: { chosen: wire } }], CHAIN_OF_TICKS)
    const [tick] = timed
    if (tick === undefined) return null
    // The middle of what is known is unknown: it is the lower end, the sum of the parts.
    const ns = { low: tick.mean.lowerNs, middle: tick.mean.lowerNs, high: tick.mean.upperNs }
    return { what: `one tick on ${model.name}`, origin: 'modelled', ns }
  }
  if (cards === 'emulated') return null
  const [used] = schemes.filter(({ apdus }) => apdus > 0)
  if (used === undefined) return null
  const mean = used.hostNs.inCards / used.apdus
  return {
    what: `one exchange of ${used.name} with the card`,
    origin: 'measured',
    ns: { low: mean, middle: mean, high: mean },
  }
}
