import { expect, it } from 'vitest'
import { hostClock, summariseLatencies } from './latency.ts'

it('gives order statistics by nearest rank', () => {
  const samples = Array.from({ length: 200 }, (_, at) => 200 - at)
  expect(summariseLatencies(samples)).toEqual({ samples: 200, p50: 100, p95: 190, p99: 198, max: 200 })
})

it('gives the one sample for every rank, and zeros for none', () => {
  expect(summariseLatencies([7])).toEqual({ samples: 1, p50: 7, p95: 7, p99: 7, max: 7 })
  expect(summariseLatencies([])).toEqual({ samples: 0, p50: 0, p95: 0, p99: 0, max: 0 })
})

it('has a clock that never runs backwards', () => {
  const first = hostClock()
  expect(hostClock()).toBeGreaterThanOrEqual(first)
})
