// What more buyers, more sellers and more payments at once cost, payment by payment, in a coupon scheme and a card scheme.

import { DEFAULT_SCHEMES } from '../../scheme/named.ts'
import { NOTHING_SKIPPED, type MicroTransaction, type Workload } from '../../workload/micro-transaction.ts'
import { buildScheme, timeRun, type RunTerms } from '../scheme-runs.ts'
import type { Axis } from './axis.ts'

const [, WITH_CARD = ''] = DEFAULT_SCHEMES

/** Of each buyer; a chain serves them all. */
const PAYMENTS_EACH = 6
/** Of all buyers together, whatever the number of sellers. */
const PAYMENTS_OF_ALL = 48

export function schemeAxes(terms: RunTerms): readonly Axis[] {
  return [
    ...DEFAULT_SCHEMES.map((scheme) => buyersAxis(scheme, terms)),
    ...DEFAULT_SCHEMES.map((scheme) => sellersAxis(scheme, terms)),
    inFlightAxis(terms),
  ]
}

function buyersAxis(scheme: string, terms: RunTerms): Axis {
  return runAxis(scheme, terms, {
    id: `buyers/${scheme}`,
    name: `a payment, ${scheme}, by buyers`,
    group: 'buyers',
    variable: `buyers, ${PAYMENTS_EACH} payments each to one seller`,
    each: 'a buyer',
    points: [2, 4, 8, 16, 32],
    workloadAt: (buyers) => workloadOf(buyers * PAYMENTS_EACH, (at) => [at % buyers, 0]),
  })
}

function sellersAxis(scheme: string, terms: RunTerms): Axis {
  return runAxis(scheme, terms, {
    id: `sellers/${scheme}`,
    name: `a payment, ${scheme}, by sellers`,
    group: 'sellers',
    variable: `sellers, ${PAYMENTS_OF_ALL} payments of 2 buyers to them in turn`,
    each: 'a seller',
    points: [1, 2, 3, 4, 6, 8, 12, 16],
    workloadAt: (sellers) => workloadOf(PAYMENTS_OF_ALL, (at) => [at % 2, Math.floor(at / 2) % sellers]),
  })
}

type RunAxis = Pick<Axis, 'id' | 'name' | 'group' | 'variable' | 'each' | 'points'> & {
  readonly workloadAt: (n: number) => Workload
}

function runAxis(scheme: string, terms: RunTerms, { workloadAt, ...axis }: RunAxis): Axis {
  return {
    ...axis,
    unitsAt: (n) => workloadAt(n).transactions.length,
    ready(n, start) {
      const workload = workloadAt(n)
      return async (operations) => {
        let totalNs = 0
        for (let done = 0; done < operations; done += 1) {
          totalNs += await timeRun(await buildScheme(scheme, workload, terms), workload, start)
        }
        return totalNs
      }
    },
  }
}

/** Every buyer has a payment under way at the same time; nobody's card waits for another's. */
function inFlightAxis(terms: RunTerms): Axis {
  return {
    id: `in-flight/${WITH_CARD}`,
    name: `a payment, ${WITH_CARD}, in flight`,
    group: 'payments in flight',
    variable: 'payments under way at a time, each from a card of its own',
    each: 'a payment under way',
    points: [1, 4, 8, 16, 32],
    unitsAt: (n) => n * PAYMENTS_EACH,
    ready: (n, start) => async (operations) => {
      const workload = workloadOf(n * PAYMENTS_EACH, (at) => [at % n, 0])
      let totalNs = 0
      for (let done = 0; done < operations; done += 1) {
        const scheme = await buildScheme(WITH_CARD, workload, terms)
        const stop = start()
        for (const wave of wavesOf(workload, n)) await Promise.all(wave.map(async (one) => scheme.pay(one)))
        totalNs += stop()
      }
      return totalNs
    },
  }
}

function wavesOf({ transactions }: Workload, n: number): readonly (readonly MicroTransaction[])[] {
  return Array.from({ length: transactions.length / n }, (_, at) => transactions.slice(at * n, (at + 1) * n))
}

function workloadOf(payments: number, partiesOf: (at: number) => readonly [buyer: number, seller: number]): Workload {
  const transactions = Array.from({ length: payments }, (_, at) => {
    const [buyer, seller] = partiesOf(at)
    const atMs = Date.UTC(2026, 0, 5) + at * 1000
    return { buyer: `buyer-${buyer}`, seller: `/seller-${seller}`, item: `/seller-${seller}/${at}`, price: 1n, atMs }
  })
  return {
    name: 'payments in turn',
    transactions,
    requests: payments,
    ...NOTHING_SKIPPED,
    priceRule: '1 unit a payment',
  }
}
