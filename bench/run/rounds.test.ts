import { describe, expect, it } from 'vitest'
import { CaseLost } from './executor.ts'
import type { Plan } from './plan.ts'
import { runRounds, type Seats } from './rounds.ts'
import type { SampleBlock } from './sample-block.ts'
import { orderOfRound } from './schedule.ts'
import { inventedCase, inventedExecutor } from './testing/invented-executor.ts'
import { inventedSeats, runInvented } from './testing/invented-seats.ts'

const plan: Plan = {
  suite: 'invented',
  seed: 3,
  cases: ['a', 'b', 'c'].map(inventedCase),
  rounds: 4,
  sampleNs: 1_000,
  leastSamples: 2,
  mostSamples: 2,
}
const constant = (ns = 10) => inventedExecutor(() => ({ operation: () => ns }))

describe('rounds', () => {
  it('give every case a process of its own in each, in the order of the seed', async () => {
    const measured: string[] = []
    const seats = inventedSeats(constant)
    await runRounds(
      plan,
      { ...seats, measure: (task) => (measured.push(namesOf(task.cases)), seats.measure(task)) },
      NO_CAP,
    )
    const orders = [0, 1, 2, 3].flatMap((round) => orderOfRound(['a', 'b', 'c'], plan.seed, round))
    expect(measured).toEqual(orders)
    expect(
      new Set([0, 1, 2, 3].map((round) => measured.slice(round * 3, round * 3 + 3).join(''))).size,
    ).toBeGreaterThan(1)
  })

  it('give cases of one seat one process', async () => {
    const shared = { ...plan, cases: plan.cases.map((one) => ({ ...one, seat: one.name === 'c' ? 'c' : 'ab' })) }
    const measured: string[] = []
    const seats = inventedSeats(constant)
    await runRounds(
      shared,
      { ...seats, measure: (task) => (measured.push(namesOf(task.cases)), seats.measure(task)) },
      NO_CAP,
    )
    expect(measured.toSorted()).toEqual(['ab', 'ab', 'ab', 'ab', 'c', 'c', 'c', 'c'])
  })

  it('take every sample of a case with the operations that the pilot found', async () => {
    const { blocks, rounds } = await runInvented(plan, constant)
    expect(rounds).toBe(4)
    expect(blocks.map(({ operations }) => operations)).toEqual(blocks.map(() => 100))
    expect(blocks).toHaveLength(12)
  })

  it('take samples as the run took them that they will be compared with, and pilot the rest', async () => {
    const piloted: string[] = []
    const seats = inventedSeats(constant)
    const pilot: Seats['pilot'] = (cases, terms) => (
      piloted.push(...cases.map(({ name }) => name)),
      seats.pilot(cases, terms)
    )
    const sampling = [{ name: 'b', operations: 7, samples: 5 }]
    const { blocks } = await runRounds(plan, { ...seats, pilot }, { ...NO_CAP, sampling })
    expect(piloted).toEqual(['a', 'c'])
    const taken = new Set(
      blocks.map(({ name, operations, operationNs }) => `${name} ${operations} ${operationNs.length}`),
    )
    expect(taken).toEqual(new Set(['a 100 2', 'b 7 5', 'c 100 2']))
  })

  it.each(['pilot', 'second round'])(
    'go on without a case that is lost in the %s, and drop its blocks',
    async (when) => {
      let opened = 0
      const executorOf = () =>
        inventedExecutor((name) => {
          if (name === 'b') opened += 1
          const isLost = name === 'b' && opened >= (when === 'pilot' ? 1 : 3)
          return {
            operation: () => {
              if (isLost) throw new CaseLost('refused')
              return 10
            },
          }
        })
      const { blocks, lost } = await runInvented(plan, executorOf)
      expect(lost).toEqual([{ name: 'b', why: 'refused' }])
      expect(blocks.filter(({ name }) => name === 'b')).toEqual([])
      expect(blocks).toHaveLength(8)
    },
  )
})

/** Every process takes a second. */
function slow(): { seats: Seats; clock: () => bigint } {
  let nowNs = 0n
  const seats = inventedSeats(constant)
  return {
    seats: { ...seats, measure: (task) => ((nowNs += 1_000_000_000n), seats.measure(task)) },
    clock: () => nowNs,
  }
}

describe('time', () => {
  it.each([
    [1, 1],
    [7, 2],
    [9, 3],
    [100, 4],
  ])('of %i s is enough for %i whole rounds of three', async (seconds, expected) => {
    const { seats, clock } = slow()
    const { rounds, blocks } = await runRounds(plan, seats, { capNs: seconds * 1e9, clock })
    expect(rounds).toBe(expected)
    expect(blocks).toHaveLength(3 * expected)
  })

  it('is paused between rounds only where there is some to spare', async () => {
    const pauses: number[] = []
    const pause = (ms: number) => (pauses.push(ms), Promise.resolve())
    await runRounds(plan, slow().seats, { capNs: 60e9, pauseMs: 2000, clock: slow().clock, pause })
    expect(pauses).toHaveLength(3)
    expect(pauses.every((ms) => ms >= 0 && ms < 2000)).toBe(true)
    pauses.length = 0
    const { seats, clock } = slow()
    await runRounds(plan, seats, { capNs: 12e9, pauseMs: 2000, clock, pause })
    expect(pauses).toEqual([])
  })

  it('left is told evenly, over the rounds that there will be', async () => {
    const told: [number, number, number][] = []
    const { seats, clock } = slow()
    await runRounds(plan, seats, { capNs: 9e9, clock, progress: (...at) => told.push(at) })
    expect(told.at(-1)).toEqual([12, 12, 2])
    const shares = told.map(([done, total]) => done / total)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  })
})

describe('interrupted', () => {
  it('goes on with the seats that are missing, with the same operations', async () => {
    const whole = await runInvented(plan, constant)
    const later = store(whole.blocks.filter((_, at) => isKept(at)))
    // Ten times as quick as before: calibrated anew, it would take 1,000 operations.
    const { blocks } = await runInvented(plan, () => constant(1), { store: later })
    expect(placesOf(blocks)).toEqual(placesOf(whole.blocks))
    expect(placesOf(later.added)).toEqual(placesOf(whole.blocks.filter((_, at) => !isKept(at))))
  })

  it('asks for nothing when nothing is missing', async () => {
    const { blocks } = await runInvented(plan, constant)
    expect(
      (await runRounds(plan, { pilot: refused, measure: refused }, { ...NO_CAP, store: store(blocks) })).blocks,
    ).toEqual(blocks)
  })

  it('drops the round that was under way, and keeps what it has measured for another time', async () => {
    const controller = new AbortController()
    const kept = store([])
    let measured = 0
    const seats = inventedSeats(constant)
    const measure: Seats['measure'] = (task) => {
      if ((measured += 1) === 5) controller.abort()
      return seats.measure(task)
    }
    const { blocks, rounds } = await runRounds(
      plan,
      { ...seats, measure },
      { ...NO_CAP, store: kept, signal: controller.signal },
    )
    expect(rounds).toBe(1)
    expect(blocks).toHaveLength(3)
    expect(kept.added).toHaveLength(5)
  })
})

const refused = () => Promise.reject(new Error('a process was started'))
const NO_CAP = { capNs: Infinity }

function namesOf(cases: readonly { readonly subject: { readonly name: string } }[]): string {
  return cases.map(({ subject }) => subject.name).join('')
}

/** The first round, then every second block. */
function isKept(at: number): boolean {
  return at < 3 || at % 2 === 0
}

function placesOf(blocks: readonly SampleBlock[]) {
  return blocks.map(({ name, round, operations }) => `${round} ${name} ${operations}`).toSorted()
}

function store(kept: readonly SampleBlock[]) {
  const added: SampleBlock[] = []
  return { kept, added, keep: (block: SampleBlock) => void added.push(block) }
}
