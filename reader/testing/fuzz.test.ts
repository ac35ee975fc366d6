import { expect, it } from 'vitest'
import { fuzz, fuzzTargets } from './fuzz.ts'

it.each(fuzzTargets().map((target) => [target.name, target] as const))(
  '%s survive 2,000 hostile inputs',
  async (_, target) => {
    expect(await fuzz(target, 2000, 20_261_123)).toBeGreaterThan(0)
  },
)
