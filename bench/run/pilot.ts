// A process before the first round, whose samples do not count: it finds how many operations make a sample, and how many
// samples a process has to take for its median to be sure to about a hundredth.

import { quantile, sortSamples } from '../measure/statistics/samples.ts'
import { watchCollections, type CollectionWatch } from './collections.ts'
import type { Executor, Subject } from './executor.ts'
import type { Case, Plan } from './plan.ts'
import { withSubjects, type CaseSampling, type SeatResult } from './seat.ts'

export type PilotTerms = Pick<Plan, 'sampleNs' | 'leastSamples' | 'mostSamples'>

export interface PilotedCase extends CaseSampling {
  readonly name: string
}

/** Throws what the executor throws, but for `CaseLost`. */
export async function pilotSeat(
  cases: readonly Case[],
  executor: Executor,
  terms: PilotTerms,
  watch: () => CollectionWatch = watchCollections,
): Promise<SeatResult<PilotedCase>> {
  const collections = watch()
  try {
    return await withSubjects(
      cases.map((subject) => ({ subject })),
      executor,
      async (open, lose) => {
        const piloted: PilotedCase[] = []
        for (const { name } of cases) {
          const subject = open.get(name)
          if (subject === undefined) continue
          await lose(name, async () => void piloted.push({ name, ...(await samplingOf(subject, terms, collections)) }))
        }
        return piloted
      },
    )
  } finally {
    collections.close()
  }
}

async function samplingOf(subject: Subject, terms: PilotTerms, collections: CollectionWatch): Promise<CaseSampling> {
  const { sampleNs, leastSamples, mostSamples } = terms
  if (sampleNs === 0) {
    await subject.operation(1)
    return { operations: 1, samples: leastSamples }
  }
  const warm = await warmedUp(subject, sampleNs)
  const operations = await holdingCollections(subject, warm, terms, collections)
  if (leastSamples === mostSamples) return { operations, samples: leastSamples }
  const times: number[] = []
  for (let taken = 0; taken < TRIED; taken += 1) times.push(Math.log(Math.max(1, await subject.operation(operations))))
  const wanted = Math.ceil(((MEDIAN_WASTE * deviation(times)) / WANTED) ** 2) + COLD
  return { operations, samples: Math.min(mostSamples, Math.max(leastSamples, wanted)) }
}

/** How many samples tell the scatter. */
const TRIED = 12
/** Of the median of a process, as a share. */
const WANTED = 0.01
/** A median of normal samples scatters so much more than their mean. */
const MEDIAN_WASTE = 1.25
/** Beyond those that count: compilers are still at work in the first ones. */
const COLD = 3

/**
 * The operations of a sample, found by doubling until compilers have had their turn and it lasts long enough. One call alone
 * decides nothing: the first may build tables for longer than many samples last, and others may be disturbed.
 */
async function warmedUp({ operation }: Subject, sampleNs: number): Promise<number> {
  const each: number[] = []
  let operations = 1
  let spentNs = 0
  for (;;) {
    const tookNs = await operation(operations)
    spentNs += tookNs
    each.push(tookNs / operations)
    const usualNs = quantile(sortSamples(each.slice(-USUAL)), UNDISTURBED)
    if (operations * usualNs < sampleNs / 2 && operations < MOST_OPERATIONS) {
      operations *= 2
      spentNs = 0
    } else if (each.length >= MOST_TURNS || (each.length >= USUAL && spentNs >= WARM_SAMPLES * sampleNs)) {
      return usualNs === 0 ? operations : Math.max(1, Math.round(sampleNs / usualNs))
    }
  }
}

/** Calls that decide together, and which of them, from the fastest on: most disturbances make one slower. */
const USUAL = 5
const UNDISTURBED = 0.25
const WARM_SAMPLES = 6
/** Against a clock that stands still. */
const MOST_OPERATIONS = 2 ** 30
const MOST_TURNS = 1_000

/** More operations where fewer would not always meet the collector. */
async function holdingCollections(
  { operation }: Subject,
  operations: number,
  { sampleNs }: PilotTerms,
  collections: CollectionWatch,
): Promise<number> {
  await collections.count()
  let spentNs = 0
  let done = 0
  while (spentNs < WATCHED_SAMPLES * sampleNs && done < WATCHED_SAMPLES) {
    spentNs += await operation(operations)
    done += 1
  }
  const seen = await collections.count()
  if (seen < 2 || spentNs <= 0) return operations
  const wantedNs = Math.min((WANTED_COLLECTIONS * spentNs) / seen, LONGEST * sampleNs)
  return Math.max(operations, Math.round((operations * done * wantedNs) / spentNs))
}

const WATCHED_SAMPLES = 8
const WANTED_COLLECTIONS = 2
/** In times of a sample as planned. */
const LONGEST = 10

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
