// Chart: when a seller should claim. Claiming often costs fees, claiming late costs interest and risk (the paper leaves
// the choice to the seller; coupon/SPEC.md 5). Counted on the built-in workload.

import type { ClearPolicy } from '../../../src/payment/clear-policy.ts'
import { weighed } from '../../measure/doubts/weight.ts'
import type { ClearingCost } from '../../model/clearing.ts'
import { drawCurves, type Curve } from '../chart/curves.ts'
import { shortCount } from '../chart/tick-text.ts'
import type { Figure } from '../figure.ts'
import { formatCount, formatShare } from '../../words/format.ts'

const KINDS = [
  { kind: 'every-coupons', title: 'by number of coupons' },
  { kind: 'every-interval', title: 'by age of the oldest' },
  { kind: 'at-exhaustion', title: 'when the chain is used up' },
] as const

export function clearingFigure(costs: readonly ClearingCost[], workload: string): Figure {
  const title = 'When to clear: fees against waiting'
  const summary = describe(costs)
  const text = { id: 'clearing', title, description: summary }
  return {
    id: 'clearing',
    title,
    origins: ['counted'],
    summary,
    panels: [{ heading: 'Each point is a policy', draw: (width) => draw(costs, text, width) }],
    table: {
      columns: [
        { name: 'policy', unit: 'text' },
        { name: 'claims', unit: 'count' },
        { name: 'closings without money', unit: 'count' },
        { name: 'claims a coupon', unit: 'ratio' },
        { name: 'mean wait', unit: 'ns' },
        { name: 'most coupons waiting at one seller', unit: 'count' },
      ],
      rows: costs.map(({ policy, claims, closings, coupons, meanWaitMs, mostWaiting }) => [
        policyWords(policy),
        claims,
        closings,
        claims / coupons,
        meanWaitMs * 1e6,
        mostWaiting,
      ]),
    },
    n: `${formatCount(costs[0]?.coupons ?? 0)} coupons of the ${workload}, the same for every policy; exact`,
    doubts: weighed('scope', [
      'the workload is invented: six hundred of its buyers buy once, and whatever the policy each of their chains is claimed once',
      'a policy looks at a chain when a coupon is taken, so a chain that nobody uses waits until its hold ends',
    ]),
    command: 'tickbench report --figure clearing --format csv',
    isOfRuns: false,
  }
}

function draw(
  costs: readonly ClearingCost[],
  text: { readonly id: string; readonly title: string; readonly description: string },
  width: number,
): string {
  const curves = KINDS.map(({ kind, title }, series): Curve => {
    const own = costs.filter(({ policy }) => policy.kind === kind)
    return {
      label: title,
      series,
      points: own.map(({ meanWaitMs, claims, coupons }) => [meanWaitMs / MINUTE_MS, claims / coupons] as const),
      pointLabels: own.map(({ policy }) => pointWords(policy)),
    }
  })
  return drawCurves(
    {
      text,
      x: { label: 'mean wait of a coupon until it is claimed, minutes', scale: 'linear', format: shortCount },
      y: {
        label: 'claims a coupon',
        scale: 'linear',
        format: shortCount,
      },
      curves: curves.filter(({ points }) => points.length > 0),
    },
    width,
  )
}

const MINUTE_MS = 60_000

function pointWords(policy: ClearPolicy): string {
  switch (policy.kind) {
    case 'at-exhaustion':
      return ''
    case 'every-coupons':
      return formatCount(policy.coupons)
    case 'every-amount':
      return formatCount(policy.amount)
    case 'every-interval':
      return `${formatCount(policy.intervalMs / MINUTE_MS)} min`
  }
}

function policyWords(policy: ClearPolicy): string {
  switch (policy.kind) {
    case 'at-exhaustion':
      return 'when used up'
    case 'every-coupons':
      return policy.coupons === 1 ? 'every coupon' : `every ${formatCount(policy.coupons)} coupons`
    case 'every-amount':
      return `every ${formatCount(policy.amount)} minor units`
    case 'every-interval':
      return `every ${formatCount(policy.intervalMs / MINUTE_MS)} minutes`
  }
}

function describe(costs: readonly ClearingCost[]): string {
  const least = costs.find(({ policy }) => policy.kind === 'at-exhaustion')
  const ten = costs.find(({ policy }) => policy.kind === 'every-coupons' && policy.coupons === 10)
  if (least === undefined || ten === undefined) return ''
  return (
    `Claiming each chain once, when it is used up or its hold ends, takes ${formatShare(least.claims / least.coupons)} of a ` +
    `claim a coupon and lets a coupon wait ${hours(least.meanWaitMs)}; claiming every 10 coupons takes ` +
    `${formatShare(ten.claims / ten.coupons)} and ${hours(ten.meanWaitMs)}. Claims a coupon, times the fee of a claim, are what clearing costs.`
  )
}

function hours(ms: number): string {
  return `${formatCount(ms / 3_600_000)} h`
}
