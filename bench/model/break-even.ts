// From which number of payments on one scheme costs less than another, and which is the cheapest for each number. Curves
// are known at some numbers of payments; between two of them a crossing is read from the straight line in logarithms.

export interface CostCurve {
  readonly name: string
  /** Numbers of payments, rising; the same for all curves that are compared. */
  readonly payments: readonly number[]
  /** Cost of all of them together. */
  readonly costs: readonly number[]
}

export interface BreakEven {
  /** Cheaper at first. */
  readonly before: string
  /** Cheaper from here on. */
  readonly after: string
  /** The first number of payments at which it is; `exact` where every number around it was counted. */
  readonly payments: number
  readonly exact: boolean
  /** Of both, about. */
  readonly cost: number
}

/** Every crossing of two curves, by number of payments. */
export function breakEvens(curves: readonly CostCurve[]): BreakEven[] {
  const found = curves.flatMap((a, at) => curves.slice(at + 1).flatMap((b) => crossings(a, b)))
  return found.toSorted((x, y) => x.payments - y.payments)
}

/** Who is cheapest from which number on; the first from the smallest number that was counted. */
export function cheapest(
  curves: readonly CostCurve[],
): { readonly name: string; readonly from: number; readonly exact: boolean }[] {
  const numbers = curves[0]?.payments ?? []
  const winners = numbers.map((_, at) =>
    curves.reduce((best, one) => (costAt(one, at) < costAt(best, at) ? one : best)),
  )
  return winners.flatMap((winner, at) => {
    const before = winners[at - 1]
    if (before === winner) return []
    if (before === undefined) return [{ name: winner.name, from: numbers[at] ?? 1, exact: true }]
    const { payments, exact } = crossingAt(before, winner, at)
    return [{ name: winner.name, from: payments, exact }]
  })
}

function crossings(a: CostCurve, b: CostCurve): BreakEven[] {
  return a.payments.flatMap((_, at) => {
    if (at === 0) return []
    const [was, is] = [costAt(a, at - 1) < costAt(b, at - 1), costAt(a, at) < costAt(b, at)]
    if (was === is) return []
    return [was ? crossingAt(a, b, at) : crossingAt(b, a, at)]
  })
}

/** Somewhere after the number before `at`, and at `at` at the latest. */
function crossingAt(before: CostCurve, after: CostCurve, at: number): BreakEven {
  const [n0, n1] = [before.payments[at - 1] ?? 1, before.payments[at] ?? 1]
  const gap = (index: number): number => Math.log(costAt(before, index) / costAt(after, index))
  const share = gap(at - 1) / (gap(at - 1) - gap(at))
  const exact = n1 - n0 === 1
  const payments = exact ? n1 : Math.ceil(Math.exp(Math.log(n0) + share * Math.log(n1 / n0)))
  const cost = Math.exp(
    Math.log(costAt(before, at - 1)) +
      (Math.log(payments / n0) / Math.log(n1 / n0)) * Math.log(costAt(before, at) / costAt(before, at - 1)),
  )
  return { before: before.name, after: after.name, payments, exact, cost }
}

function costAt({ costs }: CostCurve, at: number): number {
  return costs[at] ?? Number.POSITIVE_INFINITY
}
