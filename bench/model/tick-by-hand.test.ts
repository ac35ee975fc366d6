// The tick of three cards reckoned by hand, part by part, against what the emulated card and the clocks say: a command of
// 14 bytes and an answer of 22 in one block of T=1 each, one atomic write of 33 bytes, and on a chain of 1,024 ticks
// (k - 2) * 2^(k - 1) + 1 hashes of 44 bytes, which are one block each (k = 10; src/chain/traversal).

import { expect, it } from 'vitest'
import { algorithmsOf } from '../../card-applets/time/algorithms.ts'
import { findCardProfile } from '../../card-applets/time/card-profiles.ts'
import { createModelledClock } from '../../card-applets/time/modelled-clock.ts'
import { timeTicks } from './tick-time.ts'

const TICKS = 1024
const HASHES = 8 * 2 ** 9 + 1
const CLOCK_HZ = 4e6

interface ByHand {
  readonly card: string
  /** Bits with guard time in a character, and clock cycles in a bit: TC1 and TA1 of the ATR. */
  readonly characterEtu: number
  readonly cyclesPerBit: number
  /** ms, from the rows of JCAlgTest: the slower one of 16 and 32 B, both one block. */
  readonly hashMs: number
  /** On the line between 32 B and the next row. */
  readonly writeMs: number
  /** The command that does nothing: 28 bytes and 3. */
  readonly emptyMs: number
  /** Of the whole tick, rounded. */
  readonly tickMs: readonly [number, number]
}

const CARDS: readonly ByHand[] = [
  {
    card: 'jcop4-j3r180',
    characterEtu: 11,
    cyclesPerBit: 372 / 12,
    hashMs: Math.max(2.15, 2.56),
    writeMs: 3.04 + ((33 - 32) / 32) * (2.8 - 3.04),
    emptyMs: 35,
    tickMs: [18.11, 48.7],
  },
  {
    card: 'jcop31-j3a080',
    characterEtu: 12,
    cyclesPerBit: 372 / 4,
    hashMs: Math.max(17.44, 17.16),
    writeMs: 6.6 + ((33 - 32) / 32) * (11.64 - 6.6),
    emptyMs: 100,
    tickMs: [90.04, 177.93],
  },
  {
    card: 'smartcafe7-token',
    characterEtu: 12,
    cyclesPerBit: 512 / 32,
    hashMs: Math.max(2.32, 2.4),
    writeMs: 1.08 + ((33 - 32) / 96) * (0.72 - 1.08),
    emptyMs: 33,
    tickMs: [13.83, 43.92],
  },
]

const READER_MS = 1

/** NAD, PCB, LEN and LRC with each; one turn from edge to edge, of which the last character is a part. */
function wireMs({ characterEtu, cyclesPerBit }: ByHand, commandBytes: number, answerBytes: number): number {
  const characters = commandBytes + 4 + answerBytes + 4
  const etu = characters * characterEtu + (22 - characterEtu)
  return ((etu * cyclesPerBit) / CLOCK_HZ) * 1e3
}

it.each(CARDS)('a tick on $card takes what the parts make by hand', async (byHand) => {
  const { cards } = await timeTicks([findCardProfile(byHand.card)!], TICKS)
  const { mean, byCause } = cards[0]!
  const parts = {
    wire: wireMs(byHand, 14, 22),
    hash: (HASHES / TICKS) * byHand.hashMs,
    write: byHand.writeMs,
    overhead: READER_MS,
  }
  const lower = Object.values(parts).reduce((sum, ms) => sum + ms)
  const dispatch = byHand.emptyMs - wireMs(byHand, 28, 3) - READER_MS
  for (const [cause, ms] of Object.entries(parts)) {
    const { lowerNs, upperNs } = byCause[cause as keyof typeof parts]
    expect({ cause, ms: lowerNs / 1e6 }).toEqual({ cause, ms: expect.closeTo(ms, 4) })
    expect(upperNs).toBe(lowerNs)
  }
  expect([mean.lowerNs / 1e6, mean.upperNs / 1e6]).toEqual([
    expect.closeTo(lower, 4),
    expect.closeTo(lower + dispatch, 4),
  ])
  expect([lower, lower + dispatch]).toEqual(byHand.tickMs.map((ms) => expect.closeTo(ms, 1)))
})

// An empty command, modelled at its most, is what was measured: wire and reader are in it once.
it.each(CARDS)('the command that does nothing takes on $card what it took', async ({ card, emptyMs }) => {
  const profile = findCardProfile(card)!
  const [wire] = Object.values(profile.wires)
  const clock = createModelledClock({ profile, wire: wire!, algorithms: algorithmsOf('p256') })
  clock.onExchange(new Uint8Array(28), new Uint8Array(3))
  expect(clock.now().upperNs / 1e6).toBeCloseTo(emptyMs, 6)
})
