import { expect, it } from 'vitest'
import { orderOfRound } from './schedule.ts'

const NAMES = ['a', 'b', 'c', 'd']
const rounds = Array.from({ length: 400 }, (_, round) => orderOfRound(NAMES, 7, round))

it('holds every seat once in every round', () => {
  for (const order of rounds) expect(order.toSorted()).toEqual(NAMES)
})

it('is the same for the same seed and another for another', () => {
  expect(Array.from({ length: 400 }, (_, round) => orderOfRound(NAMES, 7, round))).toEqual(rounds)
  expect(Array.from({ length: 400 }, (_, round) => orderOfRound(NAMES, 8, round))).not.toEqual(rounds)
})

it('puts every seat on every place of its round about equally often', () => {
  const times = new Map<string, number>()
  for (const order of rounds) {
    for (const [at, name] of order.entries()) times.set(`${name}${at}`, (times.get(`${name}${at}`) ?? 0) + 1)
  }
  expect(times.size).toBe(16)
  // 400 rounds, 1 in 4: 100 expected, deviation 8.7.
  for (const count of times.values()) expect(Math.abs(count - 100)).toBeLessThan(40)
})
