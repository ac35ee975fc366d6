// Chart: what a number of payments of one buyer to one seller costs in all, scheme by scheme, and where one scheme begins
// to be cheaper than another. Counted operations times a cost profile: modelled.

import { breakEvens, cheapest, type BreakEven, type CostCurve } from '../../model/break-even.ts'
import { costNs, type CostProfile } from '../../model/cost-profile.ts'
import { schemeNamed } from '../../scheme/named.ts'
import type { SchemeCounts } from '../../model/scheme-counts.ts'
import { drawCurves } from '../chart/curves.ts'
import { shortCount, shortNs } from '../chart/tick-text.ts'
import type { Cell, Figure, Panel } from '../figure.ts'
import { formatCount } from '../../words/format.ts'

/** A panel a profile: the workstation of 1996 first, then machines that were measured. */
export function cumulativeCostFigure(counts: readonly SchemeCounts[], profiles: readonly CostProfile[]): Figure {
  const costed = profiles.map((profile) => ({ profile, curves: costCurves(counts, profile) }))
  const most = Math.max(...counts.flatMap(({ counted }) => counted.map(({ payments }) => payments)))
  const title = 'What payments cost in all, and from how many on a scheme is cheaper'
  return {
    id: 'cumulative-cost',
    title,
    origins: ['modelled', 'counted'],
    summary: costed.map(({ profile, curves }) => `${capital(profile.title)}: ${cheapestWords(curves)}.`).join(' '),
    panels: costed.map(({ profile, curves }, at): Panel => {
      const heading = `${capital(profile.title)}: modelled computing time of all parties, one buyer, one seller`
      const text = {
        id: `cumulative-cost-${at}`,
        title: `${title}: ${profile.title}`,
        description: `${cheapestWords(curves)}. ${crossingWords(curves)}`,
      }
      return { heading, caption: crossingWords(curves), draw: (width) => draw(counts, curves, text, width) }
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
      ...new Set(profiles.flatMap(({ doubts }) => doubts)),
      'computing only: a macro payment and a broker also need a third party on line, cards need a reader, a MAC purse a module at the seller that holds master keys',
      'chains of 16, then 32 and so on up to 1,024 coupons or ticks; 3KP with the second seller signature; claims signed',
      'break-evens after ≈ lie between two counted numbers',
      ...(profiles.length > 1 ? [] : ['give a run of bench 1996 to see a machine of today beside it']),
    ],
    command:
      profiles.length > 1
        ? 'tickbench bench 1996 --json > era.json ; tickbench report era.json --figure cumulative-cost --format csv'
        : 'tickbench report --figure cumulative-cost --format csv',
  }
}

function costRows(profile: CostProfile, curves: readonly CostCurve[]): Cell[][] {
  return (curves[0]?.payments ?? []).map((payments, at) => {
    const costs = curves.map((curve) => curve.costs[at] ?? Number.POSITIVE_INFINITY)
    return [profile.title, payments, ...costs, curves[costs.indexOf(Math.min(...costs))]?.name ?? null]
  })
}

export function costCurves(counts: readonly SchemeCounts[], profile: CostProfile): CostCurve[] {
  return counts.map(({ scheme, counted }) => ({
    name: schemeNamed(scheme).title,
    payments: counted.map(({ payments }) => payments),
    costs: counted.map(({ operations }) => costNs(operations, profile)),
  }))
}

function draw(
  counts: readonly SchemeCounts[],
  curves: readonly CostCurve[],
  text: { readonly id: string; readonly title: string; readonly description: string },
  width: number,
): string {
  return drawCurves(
    {
      text,
      x: { label: 'payments', scale: 'log', format: shortCount },
      y: { label: 'modelled time in all', scale: 'log', format: shortNs },
      curves: curves.map(({ name, payments, costs }, at) => ({
        label: name,
        series: schemeNamed(counts[at]?.scheme ?? '').series,
        points: payments.map((number, index) => [number, costs[index] ?? 0] as const),
      })),
      rings: breakEvens(curves).map(({ payments, exact, cost }) => ({
        at: [payments, cost] as const,
        label: numberOf({ payments, exact }),
      })),
    },
    width,
  )
}

export function numberOf({ payments, exact }: Pick<BreakEven, 'payments' | 'exact'>): string {
  return exact ? formatCount(payments) : `≈ ${formatCount(Number(payments.toPrecision(2)))}`
}

function cheapestWords(curves: readonly CostCurve[]): string {
  const phases = cheapest(curves).map(({ name, from, exact }, at) =>
    at === 0 ? `${name} from the first` : `${name} from ${numberOf({ payments: from, exact })}`,
  )
  return `cheapest is ${phases.join(', then ')}`
}

function crossingWords(curves: readonly CostCurve[]): string {
  const pairs = breakEvens(curves).map((one) => `${one.after} beats ${one.before} from ${numberOf(one)} payments`)
  return pairs.length === 0 ? 'No two curves cross.' : `${capital(pairs.join('; '))}.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
