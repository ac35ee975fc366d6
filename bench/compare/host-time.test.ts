// A watch with clocks that the tests move: what is in mean, total and percentiles, and what is left out of them.

import { describe, expect, it } from 'vitest'
import type { MicroTransaction } from '../workload/micro-transaction.ts'
import type { Scheme } from '../scheme/open.ts'
import { TimedScheme } from './host-time.ts'

interface Doing {
  readonly elapsed: number
  readonly waited?: number
  readonly slept?: number
  /** Of both `waited` and `slept`. */
  readonly waitedAsleep?: number
  readonly inCard?: number
}

/** A scheme whose payments take what is planned, and whose settling takes the last of it. */
function planned(doings: readonly Doing[]) {
  const now = { elapsed: 0, waited: 0, slept: 0, waitedAsleep: 0, inCards: 0 }
  const left = [...doings]
  const next = (): Promise<void> => {
    const { elapsed = 0, waited = 0, slept = 0, waitedAsleep = 0, inCard = 0 } = left.shift() ?? {}
    now.elapsed += elapsed
    now.waited += waited
    now.slept += slept
    now.waitedAsleep += waitedAsleep
    now.inCards += inCard
    return Promise.resolve()
  }
  const scheme: Scheme = {
    name: 'cafe-tick',
    pay: next,
    settle: next,
    books: () => {
      throw new Error('nobody looks')
    },
    cardClock: {
      read: () => undefined,
      now: () => undefined,
      sleptNs: () => now.slept,
      waitedAsleepNs: () => now.waitedAsleep,
      inCardsNs: () => now.inCards,
    },
  }
  const sources = { clock: () => BigInt(now.elapsed), waited: () => now.waited }
  return new TimedScheme(scheme, sources)
}

const payments = (count: number): readonly MicroTransaction[] =>
  Array.from({ length: count }, (_, at) => ({ buyer: 'b', seller: '/s', item: '/s/i', price: 1n, atMs: at }))

describe('the watch over a scheme', () => {
  it('gives mean and total with settling, percentiles of payments alone', async () => {
    const timed = planned([{ elapsed: 10 }, { elapsed: 30 }, { elapsed: 60 }])
    await timed.payAll(payments(2), () => undefined)
    await timed.settle()
    expect(timed.hostTime()).toEqual({
      samples: 2,
      p50: 10,
      p95: 30,
      p99: 30,
      max: 30,
      mean: 50,
      total: 100,
      settling: 60,
      inCards: 0,
      waitedShare: 0,
      batches: 1,
    })
  })

  it('leaves out what others had the processor for, and what was slept for a modelled card', async () => {
    const timed = planned([
      { elapsed: 100, waited: 40 },
      { elapsed: 100, slept: 80 },
      { elapsed: 20, waited: 10 },
    ])
    await timed.payAll(payments(1), () => undefined)
    await timed.payAll(payments(1), () => undefined)
    await timed.settle()
    const { mean, total, settling, waitedShare } = timed.hostTime()
    expect({ mean, total, settling }).toEqual({ mean: 45, total: 90, settling: 10 })
    expect(waitedShare).toBeCloseTo(50 / 140)
  })

  it('does not take a wait at the end of a sleep out of the host’s time once more', async () => {
    const timed = planned([{ elapsed: 1000, slept: 900, waited: 450, waitedAsleep: 430 }])
    await timed.payAll(payments(1), () => undefined)
    expect(timed.hostTime()).toMatchObject({ total: 80, waitedShare: 0.2 })
  })

  it('takes percentiles from undisturbed batches where those hold four payments of five', async () => {
    const quiet = Array.from({ length: 8 }, (): Doing => ({ elapsed: 10 }))
    const disturbed: Doing = { elapsed: 1000, waited: 990 }
    const enough = planned([...quiet, disturbed, disturbed])
    for (let batch = 0; batch < 5; batch += 1) await enough.payAll(payments(2), () => undefined)
    expect(enough.hostTime()).toMatchObject({ samples: 8, max: 10, batches: 5 })

    const few = planned([...quiet.slice(2), disturbed, disturbed])
    for (let batch = 0; batch < 4; batch += 1) await few.payAll(payments(2), () => undefined)
    expect(few.hostTime()).toMatchObject({ samples: 8, max: 1000 })
  })

  it('keeps the time inside cards apart, in proportion to what is left', async () => {
    const timed = planned([{ elapsed: 100, waited: 50, inCard: 40 }])
    await timed.payAll(payments(1), () => undefined)
    expect(timed.hostTime()).toMatchObject({ total: 50, inCards: 20 })
  })
})
