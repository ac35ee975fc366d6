// Charts: what keeping a chain costs its payer. Memory against work, method by method; and how both grow with the chain.
// Counted: whole chains are spent.

import { weighed } from '../../measure/doubts/weight.ts'
import type { TraversalMethod } from '../../../src/chain/traversal/schedule.ts'
import { CHAIN_VALUE_BYTES } from '../../../src/chain/step.ts'
import type { TraversalCost } from '../../model/traversal-cost.ts'
import { drawCurves, type Curve } from '../chart/curves.ts'
import { shortCount } from '../chart/tick-text.ts'
import type { Figure } from '../figure.ts'
import { formatCount } from '../../words/format.ts'

export const METHOD_TITLES: Readonly<Record<TraversalMethod, string>> = {
  storeAll: 'all values stored',
  smoothSquareRoot: 'square roots, filled ahead',
  squareRoot: 'square roots',
  pebbles: 'pebbles',
  seedOnly: 'secret only',
}

const METHODS = Object.keys(METHOD_TITLES) as readonly TraversalMethod[]

export function traversalFigure(costs: readonly TraversalCost[]): Figure {
  const longest = Math.max(...costs.map(({ length }) => length))
  const title = 'Memory against work: five ways to keep a chain'
  const summary = describe(costs, longest)
  const text = { id: 'traversal', title, description: summary }
  return {
    id: 'traversal',
    title,
    origins: ['counted'],
    summary,
    panels: [
      {
        heading: `Each point is a chain of one length, the longest of ${formatCount(longest)} coupons`,
        draw: (width) =>
          drawCurves(
            {
              text,
              x: { label: 'values stored, at most', scale: 'log', format: shortCount },
              y: { label: 'hashes of the worst coupon', scale: 'symlog', format: shortCount },
              curves: METHODS.map((method, series) => ({
                label: METHOD_TITLES[method],
                series,
                points: of(costs, method).map(({ mostStored, mostHashes }) => [mostStored, mostHashes] as const),
              })),
            },
            width,
          ),
      },
    ],
    table: traversalTable(costs),
    n: countedWords(costs),
    doubts: weighed('scope', [
      'a hash on a card takes a thousand times as long as on a computer, memory is a thousand times as dear: the best point differs',
      'coupons are spent one at a time; paying several at once moves the work, not the sum',
    ]),
    command: 'tickbench report --figure traversal --format csv',
    isOfRuns: false,
  }
}

export function growthFigure(costs: readonly TraversalCost[]): Figure {
  const title = 'How the price of a coupon grows with the length of its chain'
  const summary =
    'Counted at the payer for the worst coupon of the chain. On logarithmic axes a straight line is a power: slope 1 ' +
    'grows with the chain, slope ½ with its square root, and a curve that flattens with its logarithm.'
  const panel = (id: string, heading: string, label: string, value: (cost: TraversalCost) => number) => ({
    heading,
    draw: (width: number) =>
      drawCurves(
        {
          text: { id, title: `${title}: ${heading}`, description: summary },
          x: { label: 'coupons of the chain', scale: 'log', format: shortCount },
          y: { label, scale: 'symlog', format: shortCount },
          curves: METHODS.map((method, series): Curve => ({
            label: METHOD_TITLES[method],
            series,
            points: of(costs, method).map((cost) => [cost.length, value(cost)] as const),
          })),
        },
        width,
      ),
  })
  return {
    id: 'growth',
    title,
    origins: ['counted'],
    summary,
    panels: [
      panel('growth-work', 'Work', 'hashes of the worst coupon', ({ mostHashes }) => mostHashes),
      panel('growth-memory', 'Memory', 'values stored, at most', ({ mostStored }) => mostStored),
    ],
    table: traversalTable(costs),
    n: countedWords(costs),
    doubts: weighed('scope', ['counted, not timed: measured growth is drawn from runs of tickbench bench scale']),
    command: 'tickbench report --figure growth --format csv',
    isOfRuns: false,
  }
}

function traversalTable(costs: readonly TraversalCost[]): Figure['table'] {
  return {
    columns: [
      { name: 'method', unit: 'text' },
      { name: 'coupons', unit: 'count' },
      { name: 'values stored, at most', unit: 'count' },
      { name: 'bytes stored, at most', unit: 'bytes' },
      { name: 'hashes a coupon', unit: 'count' },
      { name: 'hashes, worst coupon', unit: 'count' },
    ],
    rows: METHODS.flatMap((method) =>
      of(costs, method).map(({ length, mostStored, meanHashes, mostHashes }) => [
        METHOD_TITLES[method],
        length,
        mostStored,
        mostStored * CHAIN_VALUE_BYTES,
        meanHashes,
        mostHashes,
      ]),
    ),
  }
}

function describe(costs: readonly TraversalCost[], longest: number): string {
  const at = (method: TraversalMethod) => costs.find((cost) => cost.method === method && cost.length === longest)
  const [pebbles, roots] = [at('pebbles'), at('smoothSquareRoot')]
  if (pebbles === undefined || roots === undefined) return ''
  return (
    `A chain of ${formatCount(longest)} coupons kept as ${pebbles.mostStored} pebbles costs ` +
    `${formatCount(pebbles.meanHashes)} hashes a coupon and ${pebbles.mostHashes} at worst; with ${roots.mostStored} ` +
    `values, filled ahead, never more than ${roots.mostHashes}. Storing all costs none, storing only the secret half the chain each time.`
  )
}

function countedWords(costs: readonly TraversalCost[]): string {
  const lengths = [...new Set(costs.map(({ length }) => length))]
  return `every coupon of one chain of each length, ${lengths.map((length) => formatCount(length)).join(', ')}; exact`
}

function of(costs: readonly TraversalCost[], method: TraversalMethod): readonly TraversalCost[] {
  return costs.filter((cost) => cost.method === method)
}
