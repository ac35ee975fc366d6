import { describe, expect, it } from 'vitest'
import { SCHEME_NAMES } from '../scenario/scheme.ts'
import { partition } from './side-by-side.ts'

describe.each([1, 2, 3, 64])('%i processes', (jobs) => {
  it('share the schemes out, each to one', () => {
    const groups = partition(SCHEME_NAMES, jobs)
    expect(groups.flat().toSorted()).toEqual([...SCHEME_NAMES].toSorted())
    expect(groups.length).toBe(Math.min(jobs, SCHEME_NAMES.length))
    expect(groups.every((names) => names.length > 0)).toBe(true)
  })
})

it('are given about as much to do each', () => {
  const [first = [], second = []] = partition(SCHEME_NAMES, 2)
  expect(first).toContain('ikp-macro')
  expect(second.length).toBeGreaterThan(first.length)
})
