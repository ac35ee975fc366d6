import { expect, it } from 'vitest'
import { measureHere } from '../suites/testing/measure-here.ts'
import { macSuite } from './mac-suite.ts'

it('gives a rate with its interval for each engine, and their ratio', async () => {
  const { suite, results } = await measureHere(macSuite, { seed: 1, effort: 'quick', rounds: 2 })
  expect(suite).toBe('mac')
  const [noble, node] = ['mac, noble', 'mac, node'].map((name) => results.find((result) => result.name === name))
  expect(noble?.perSecond?.low).toBeGreaterThan(0)
  expect(Object.keys(noble?.ratioTo ?? {})).toContain('mac, node')
  expect(node?.processNs).toHaveLength(2)
})
