// The comparison of 1996 as one JSON document, schema `tickbench.reproduce/2`: the rule of Rivest and Shamir then and
// now, and which scheme is cheapest for which number of payments then and now. Sources: PayWord and MicroMint, 1996;
// operations a payment: ikp/SPEC.md 6.

import { ENGINE_NAMES } from '../../src/crypto/engines.ts'
import type { EngineName, SuiteName } from '../../src/crypto/crypto.ts'
import type { Environment } from '../measure/environment.ts'
import type { BenchDocument, BenchResult } from '../measure/result.ts'
import type { Interval } from '../words/format.ts'
import { breakEvens, cheapest, countedAt, type BreakEven, type CountAt } from '../model/break-even.ts'
import type { Zone } from '../model/zones.ts'
import { workstation1996, type CostProfile } from '../model/cost-profile.ts'
import type { SchemeCounts } from '../model/scheme-counts.ts'
import { doubtLines } from '../report/bench-results.ts'
import type { SchemeDeclaration } from '../scheme/contract/declaration.ts'
import { isPubliclyJudged, schemeNamed } from '../scheme/named.ts'
import { costCurves } from '../report/figures/cumulative-cost.ts'
import { findRatio, findResult } from '../measure/find-result.ts'
import { KERNEL_STEP, ofEngine, ofSuite } from '../measure/era-ids.ts'
import { pairs } from '../suites/signature.ts'
import { measuredProfile, SUITE_WORDS } from '../model/measured-profile.ts'

export interface ReproduceDocument {
  readonly schema: 'tickbench.reproduce/2'
  readonly tickbench: string
  readonly command: string
  readonly seed: number
  readonly environment: Environment
  /** Of every interval. */
  readonly confidence: number
  readonly published: Rule
  readonly measured: readonly MeasuredRule[]
  readonly wins: readonly Wins[]
  readonly doubts: readonly string[]
}

/** Published: one hash in nanoseconds, and how many of them a verification and a signature cost. */
export interface Rule {
  readonly source: string
  readonly hashNs: number
  readonly verify: number
  readonly sign: number
}

/** Measured, like with like: hashes and signatures of one engine, paired in the same rounds of one run. */
export interface MeasuredRule {
  readonly engine: EngineName
  readonly suite: SuiteName
  readonly hashNs: Interval | null
  readonly verify: Interval | null
  readonly sign: Interval | null
  /** The same in steps of our chain kernel. */
  readonly inKernelSteps: {
    readonly stepNs: Interval | null
    readonly verify: Interval | null
    readonly sign: Interval | null
  }
  readonly processes: number
}

/** Modelled: counted operations of all parties, times a profile. */
export interface Wins {
  readonly origin: 'modelled'
  readonly profile: string
  readonly title: string
  readonly groups: readonly {
    readonly name: string
    readonly schemes: readonly string[]
    /** Which is cheapest at which numbers of payments; several, `a or b`, that are not told apart. */
    readonly cheapest: readonly Zone[]
  }[]
  /** By pairs of schemes: which is cheaper at which numbers of payments, `?` where that is not told. */
  readonly breakEvens: readonly BreakEven[]
  /** That have measured the prices; null where they are published. */
  readonly processes: number | null
  /** Nanoseconds of all payments, by scheme. */
  readonly costs: { readonly payments: readonly number[]; readonly ns: Readonly<Record<string, readonly number[]>> }
  readonly doubts: readonly string[]
}

export interface ReproduceFacts {
  readonly tickbench: string
  readonly command: string
  readonly seed: number
}

export async function reproduceDocument(
  facts: ReproduceFacts,
  run: BenchDocument,
  counts: readonly SchemeCounts[],
): Promise<ReproduceDocument> {
  const machines = NOW.map(([engine, suite]) => measuredProfile(run, engine, suite))
  const measured = pairs().map(([engine, suite]) => measuredRule(run, engine, suite))
  const at = countedAt(counts)
  const wins: Wins[] = []
  for (const profile of profilesOf(run)) wins.push(await winsOf(profile, counts, at))
  return {
    schema: 'tickbench.reproduce/2',
    ...facts,
    environment: run.environment,
    confidence: run.confidence,
    published: ruleOf(workstation1996()),
    measured,
    wins,
    doubts: [
      ...doubtLines([run]).map(({ text }) => text),
      ...measured.filter(isPartial).map((rule) => `${wordsOf(rule)}: not every ratio was measured in this run`),
      ...NOW.filter((_, at) => machines[at] === undefined).map(
        ([engine, suite]) => `${wordsOf({ engine, suite })}: no costs, for the run lacks the time of an operation`,
      ),
    ],
  }
}

/** The workstation of 1996, then this machine by each set of algorithms that the run has priced. */
export function profilesOf(run: BenchDocument): readonly CostProfile[] {
  return [workstation1996(), ...NOW.flatMap(([engine, suite]) => measuredProfile(run, engine, suite) ?? [])]
}

function wordsOf({ engine, suite }: Pick<MeasuredRule, 'engine' | 'suite'>): string {
  return `${SUITE_WORDS[suite]} on ${engine}`
}

function isPartial({ hashNs, verify, sign, inKernelSteps }: MeasuredRule): boolean {
  return [hashNs, verify, sign, ...Object.values(inKernelSteps)].includes(null)
}

/** The algorithms of the paper on today's machine, then today's, on each engine. */
const NOW: readonly (readonly [EngineName, SuiteName])[] = [
  ['node', '1996'],
  ...ENGINE_NAMES.toReversed().map((engine) => [engine, 'ed25519'] as const),
]

/** All, and those that anybody could use: cards and modules have to be handed out first. */
const GROUPS: readonly { readonly name: string; readonly has: (scheme: SchemeDeclaration) => boolean }[] = [
  { name: 'all', has: () => true },
  { name: 'without hardware', has: ({ card }) => card === undefined },
  {
    name: 'with a card, proven by public keys',
    has: (scheme) => scheme.card !== undefined && isPubliclyJudged(scheme),
  },
]

function ruleOf({ ns: { hash = 0, verify = 0, sign = 0 } }: CostProfile): Rule {
  const source = 'Rivest and Shamir, PayWord and MicroMint, 1996: a workstation'
  return { source, hashNs: hash, verify: verify / hash, sign: sign / hash }
}

function measuredRule(run: BenchDocument, engine: EngineName, suite: SuiteName): MeasuredRule {
  const [hash, verify, sign] = [
    ofEngine('hash', engine),
    ofSuite('verify', suite, engine),
    ofSuite('sign', suite, engine),
  ]
  return {
    engine,
    suite,
    hashNs: timeOf(findResult(run, hash)),
    verify: findRatio(run, hash, verify) ?? null,
    sign: findRatio(run, hash, sign) ?? null,
    inKernelSteps: {
      stepNs: timeOf(findResult(run, KERNEL_STEP)),
      verify: findRatio(run, KERNEL_STEP, verify) ?? null,
      sign: findRatio(run, KERNEL_STEP, sign) ?? null,
    },
    processes: findResult(run, sign)?.processNs.length ?? 0,
  }
}

/** A rate's interval as that of a time. */
function timeOf(result: BenchResult | undefined): Interval | null {
  const rate = result?.perSecond
  if (rate === undefined || rate === null || rate.low <= 0) return null
  return { median: 1e9 / rate.median, low: 1e9 / rate.high, high: 1e9 / rate.low }
}

async function winsOf(profile: CostProfile, counts: readonly SchemeCounts[], at: CountAt): Promise<Wins> {
  const schemes = counts.map(({ scheme }) => scheme)
  const curves = costCurves(counts, profile)
  const numbers = curves[0]?.payments ?? []
  const groups: Wins['groups'][number][] = []
  for (const { name, has } of GROUPS) {
    const own = schemes.filter((scheme) => has(schemeNamed(scheme)))
    groups.push({ name, schemes: own, cheapest: await cheapest(own, numbers, profile, at) })
  }
  return {
    origin: 'modelled',
    profile: profile.name,
    title: profile.title,
    processes: profile.processes?.length ?? null,
    groups,
    breakEvens: await breakEvens(schemes, numbers, profile, at),
    costs: { payments: numbers, ns: Object.fromEntries(curves.map(({ scheme, costs }) => [scheme, costs])) },
    doubts: profile.doubts,
  }
}
