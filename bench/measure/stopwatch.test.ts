import { describe, expect, it } from 'vitest'
import { elapsedStopwatch, processorStopwatch, waitedOnLinux } from './stopwatch.ts'

it('gives elapsed time', () => {
  expect(elapsedStopwatch(ticking(100n, 350n)).start()()).toBe(250)
})

describe('the stopwatch of processor time', () => {
  it('leaves out what was waited between start and stop', () => {
    const waited = givingOnce(1_000, 1_000, 1_200, 1_200)
    expect(processorStopwatch(waited, ticking(5_000n, 6_000n)).start()()).toBe(800)
  })

  it('reads again when it had to wait between reading the one and the other', () => {
    const waited = givingOnce(0, 9_000, 9_000, 9_000, 9_000, 9_500, 9_500, 9_500)
    expect(processorStopwatch(waited, ticking(1_000n, 10_000n, 12_000n, 13_000n)).start()()).toBe(2_500)
  })

  it('says which of the two it is', () => {
    expect(processorStopwatch(() => 0).name).not.toBe(elapsedStopwatch().name)
  })
})

it.skipIf(waitedOnLinux() === undefined)('reads a count that never falls', () => {
  const waited = waitedOnLinux()!
  const before = waited()
  expect(waited()).toBeGreaterThanOrEqual(before)
})

function ticking(...readings: bigint[]) {
  return () => readings.shift() ?? 0n
}

function givingOnce(...readings: number[]) {
  return () => readings.shift() ?? 0
}
