import { expect, it } from 'vitest'
import {
  busiestBuyers,
  NOTHING_SKIPPED,
  buyersOf,
  revenueBySeller,
  sellersOf,
  type Workload,
} from './micro-transaction.ts'

const workload: Workload = {
  name: 'three payments',
  transactions: [
    { buyer: 'alice', seller: '/a', item: '/a/1', price: 2n, atMs: 0 },
    { buyer: 'bob', seller: '/b', item: '/b/1', price: 3n, atMs: 1 },
    { buyer: 'alice', seller: '/a', item: '/a/2', price: 5n, atMs: 2 },
  ],
  requests: 3,
  ...NOTHING_SKIPPED,
  priceRule: 'given',
}

it('adds up the revenue of each seller', () => {
  expect(revenueBySeller(workload)).toEqual(
    new Map([
      ['/a', 7n],
      ['/b', 3n],
    ]),
  )
})

it('counts every buyer and every seller once', () => {
  expect([...buyersOf(workload)]).toEqual(['alice', 'bob'])
  expect([...sellersOf(workload)]).toEqual(['/a', '/b'])
})

it('finds the busiest buyers, with their share', () => {
  expect(busiestBuyers(workload, 1)).toEqual([{ buyer: 'alice', payments: 2, share: 2 / 3 }])
  expect(busiestBuyers(workload, 3).map(({ buyer }) => buyer)).toEqual(['alice', 'bob'])
})
