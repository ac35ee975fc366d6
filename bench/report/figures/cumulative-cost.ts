// Chart: what a number of payments of one buyer to one seller costs in all, scheme by scheme, and where one scheme begins
// to be cheaper than another. Counted operations times a cost profile: modelled.

import { weighed } from '../../measure/doubts/weight.ts'
import { breakEvens, cheapest, countedAt, type BreakEven, type CountAt } from '../../model/break-even.ts'
import { bordersOf, breakEvenWords, cheapestWords } from '../../model/break-even-words.ts'
import { costNs, type CostProfile } from '../../model/cost-profile.ts'
import { schemeNamed } from '../../scheme/named.ts'
import type { SchemeCounts } from '../../model/scheme-counts.ts'
import { drawCurves, type Point, type Ring } from '../chart/curves.ts'
import { shortCount, shortNs } from '../chart/tick-text.ts'
import type { Cell, Figure, Panel } from '../figure.ts'
import { formatCount } from '../../words/format.ts'

interface Costed {
  readonly profile: CostProfile
  readonly curves: readonly CostCurve[]
  readonly crossings: readonly BreakEven[]
  readonly rings: readonly Ring[]
  readonly cheapest: string
}

/** A panel a profile: the workstation of 1996 first, then machines that were measured. */
export async function cumulativeCostFigure(
  counts: readonly SchemeCounts[],
  profiles: readonly CostProfile[],
): Promise<Figure> {
  const at = countedAt(counts)
  const costed: Costed[] = []
  for (const profile of profiles) costed.push(await costedBy(profile, counts, at))
  const most = Math.max(...counts.flatMap(({ counted }) => counted.map(({ payments }) => payments)))
  const title = 'What payments cost in all, and from how many on a scheme is cheaper'
  return {
    id: 'cumulative-cost',
    title,
    origins: ['modelled', 'counted'],
    summary: costed.map((one) => `${capital(one.profile.title)}: ${one.cheapest}.`).join(' '),
    panels: costed.map((one, index): Panel => {
      const { profile, curves, rings } = one
      const heading = `${capital(profile.title)}: modelled computing time of all parties, one buyer, one seller`
      const text = {
        id: `cumulative-cost-${index}`,
        title: `${title}: ${profile.title}`,
        description: `${one.cheapest}. ${crossingWords(one.crossings)}`,
      }
      return { heading, caption: crossingWords(one.crossings), draw: (width) => draw(curves, rings, text, width) }
    }),
    table: {
      columns: [
        { name: 'profile', unit: 'text' },
        { name: 'payments', unit: 'count' },
        ...counts.map(({ scheme }) => ({ name: schemeNamed(scheme).title, unit: 'ns' as const })),
        { name: 'cheapest', unit: 'text' },
      ],
      rows: costed.flatMap(({ profile, curves }) => costRows(profile, curves)),
    },
    n: `every number of payments was made and settled on its own, up to ${formatCount(most)}; those of schemes without chains cost the same each and were multiplied`,
    doubts: [
      ...weighed('unsure', [...new Set(profiles.flatMap(({ doubts }) => doubts))]),
      ...weighed('scope', [
        'computing only: a macro payment and a broker also need a third party on line, cards need a reader, a MAC purse a module at the seller that holds master keys',
        'chains of 16, then 32 and so on up to 1,024 coupons or ticks; 3KP with the second seller signature; claims signed',
        'a ring is a break-even, a bar holds one: along it prices do not tell which scheme is cheaper, or nothing was counted',
        ...(profiles.length > 1 ? [] : ['give a run of bench 1996 to see a machine of today beside it']),
      ]),
    ],
    command:
      profiles.length > 1
        ? 'tickbench bench 1996 --json > era.json ; tickbench report era.json --figure cumulative-cost --format csv'
        : 'tickbench report --figure cumulative-cost --format csv',
    isOfRuns: profiles.length > 1,
  }
}

function costRows(profile: CostProfile, curves: readonly CostCurve[]): Cell[][] {
  return (curves[0]?.payments ?? []).map((payments, at) => {
    const costs = curves.map((curve) => curve.costs[at] ?? Number.POSITIVE_INFINITY)
    return [profile.title, payments, ...costs, curves[costs.indexOf(Math.min(...costs))]?.name ?? null]
  })
}

async function costedBy(profile: CostProfile, counts: readonly SchemeCounts[], at: CountAt): Promise<Costed> {
  const schemes = counts.map(({ scheme }) => scheme)
  const numbers = (counts[0]?.counted ?? []).map(({ payments }) => payments)
  const crossings = await breakEvens(schemes, numbers, profile, at)
  const point = async (scheme: string, payments: number): Promise<Point> => {
    return [payments, costNs((await at(scheme, payments)).operations, profile.ns)]
  }
  const rings: Ring[] = []
  for (const { after, from, to } of crossings.flatMap(bordersOf)) {
    const end = await point(after, to)
    const isExact = to === from + 1
    const label = isExact ? formatCount(to) : `${formatCount(from + 1)}–${formatCount(to - 1)}`
    rings.push(isExact ? { at: end, label } : { at: await point(after, from), to: end, label })
  }
  const best = cheapestWords(await cheapest(schemes, numbers, profile, at))
  return { profile, curves: costCurves(counts, profile), crossings, rings, cheapest: `cheapest is ${best}` }
}

interface CostCurve {
  readonly scheme: string
  readonly name: string
  readonly payments: readonly number[]
  /** Of all of them together. */
  readonly costs: readonly number[]
}

export function costCurves(counts: readonly SchemeCounts[], profile: CostProfile): CostCurve[] {
  return counts.map(({ scheme, counted }) => ({
    scheme,
    name: schemeNamed(scheme).title,
    payments: counted.map(({ payments }) => payments),
    costs: counted.map(({ operations }) => costNs(operations, profile.ns)),
  }))
}

function draw(
  curves: readonly CostCurve[],
  rings: readonly Ring[],
  text: { readonly id: string; readonly title: string; readonly description: string },
  width: number,
): string {
  return drawCurves(
    {
      text,
      x: { label: 'payments', scale: 'log', format: shortCount },
      y: { label: 'modelled time in all', scale: 'log', format: shortNs },
      curves: curves.map(({ scheme, name, payments, costs }) => ({
        label: name,
        series: schemeNamed(scheme).series,
        points: payments.map((number, index) => [number, costs[index] ?? 0] as const),
      })),
      rings,
    },
    width,
  )
}

function crossingWords(crossings: readonly BreakEven[]): string {
  const pairs = crossings.map(breakEvenWords).map(({ who, when }) => `${who} ${when}`)
  return pairs.length === 0 ? 'No two curves cross.' : `${capital(pairs.join('; '))}.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
