import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { algorithmsOf, type Algorithms } from './algorithms.ts'
import type { CardProfile } from './card-profile.ts'
import { CARD_PROFILES, findCardProfile } from './card-profiles.ts'
import { parseFigures } from './figures.ts'
import {
  createModelledClock,
  TIME_CAUSES,
  type ModelledClock,
  type ModelledTime,
  type TimeCause,
} from './modelled-clock.ts'

const simple: CardProfile = {
  name: 'simple',
  title: 'round figures',
  source: 'made up for this test',
  figures: {
    sha256: parseFigures('16:1 64:2 128:4 256:6'),
    aesCbcMac: parseFigures('16:5'),
    ecdsaP256Sign: parseFigures('256:50'),
    random: parseFigures('16:3'),
    writeAtomic: parseFigures('16:10 64:20~'),
    writeNonAtomic: parseFigures('16:1'),
  },
  wires: { none: { kind: 'none' } },
}

function clockOf(profile: CardProfile, wire: string, algorithms: Algorithms): ModelledClock {
  return createModelledClock({ profile, wire: profile.wires[wire]!, algorithms })
}

function simpleClock(algorithms: Algorithms = algorithmsOf('p256')): ModelledClock {
  return clockOf(simple, 'none', algorithms)
}

function timeOf(clock: ModelledClock): ModelledTime {
  const time = clock.read()
  if (time.kind === 'missingFigures') throw new Error(`no figures for ${time.operations.join(', ')}`)
  return time
}

function inMs(ns: number): number {
  return ns / 1e6
}

describe('each cause has its own time', () => {
  it.each<[string, (clock: ModelledClock) => void, Partial<Record<TimeCause, number>>]>([
    ['hashes, as many as there were', (clock) => clock.observe('hash', 16, 3), { hash: 3 }],
    ['chain steps, counted as the hashes they are', (clock) => clock.observe('chainStep', 16, 3), {}],
    ['HMAC as its two hashes', (clock) => clock.observe('mac', 64, 1), { mac: 4 + 2 }],
    ['signatures', (clock) => clock.observe('sign', 256, 1), { signature: 50 }],
    ['randomness', (clock) => clock.onRandom(16), { random: 3 }],
    ['an atomic write', (clock) => clock.onWrite({ kind: 'atomic', bytes: 16, writes: 1 }), { write: 10 }],
    [
      'a transaction as one write',
      (clock) => clock.onWrite({ kind: 'transaction', bytes: 64, writes: 4 }),
      { write: 20 },
    ],
    [
      'a non-atomic write, page by page',
      (clock) => clock.onWrite({ kind: 'nonAtomic', bytes: 40, writes: 1 }),
      { write: 3 },
    ],
    ['a try counter', (clock) => clock.onWrite({ kind: 'tryCounter', bytes: 1, writes: 1 }), { write: 10 }],
    ['physical writes, which the memory reports otherwise', (clock) => clock.observe('cardWrite', 16, 1), {}],
  ])('%s', (_, run, expected) => {
    const clock = simpleClock()
    run(clock)
    const spent = Object.entries(timeOf(clock).byCause).filter(([, { lowerNs }]) => lowerNs > 0)
    expect(Object.fromEntries(spent.map(([cause, { lowerNs }]) => [cause, inMs(lowerNs)]))).toEqual(expected)
  })

  it('a transaction as one write at least and as separate writes at most', () => {
    const clock = simpleClock()
    clock.onWrite({ kind: 'transaction', bytes: 64, writes: 4 })
    expect(timeOf(clock).byCause.write).toEqual({ lowerNs: 20e6, upperNs: 40e6 })
  })
})

describe('a missing figure', () => {
  it.each<[string, (clock: ModelledClock) => void, string]>([
    ['for an operation', (clock) => clock.observe('verify', 32, 1), 'ecdsaP256Verify of 32 bytes'],
    ['for a length beyond the longest', (clock) => clock.observe('hash', 312, 1), 'sha256 of 312 bytes'],
    ['for a kind that no card was measured with', (clock) => clock.observe('agree', 32, 1), 'agree'],
  ])('%s leaves no total', (_, run, missing) => {
    const clock = simpleClock()
    clock.observe('hash', 16, 1)
    run(clock)
    expect(clock.read()).toEqual({ kind: 'missingFigures', operations: [missing] })
  })

  it('is every signature of a suite that no card has', () => {
    const clock = simpleClock(algorithmsOf('ed25519'))
    clock.observe('sign', 32, 1)
    expect(clock.read()).toEqual({ kind: 'missingFigures', operations: ['sign'] })
  })
})

it('says how much of the time rests on which doubt', () => {
  const clock = simpleClock()
  clock.observe('hash', 16, 2)
  clock.observe('hash', 40, 1)
  clock.observe('hash', 200, 1)
  clock.onWrite({ kind: 'atomic', bytes: 64, writes: 1 })
  clock.onWrite({ kind: 'atomic', bytes: 2, writes: 1 })
  expect(timeOf(clock).doubts).toEqual([
    { quality: 'ok', reading: 'measured', ns: 2e6 + 1e6, operations: ['sha256'] },
    { quality: 'ok', reading: 'interpolated', ns: 5e6, operations: ['sha256'] },
    { quality: 'approx', reading: 'measured', ns: 20e6, operations: ['writeAtomic'] },
    { quality: 'ok', reading: 'ceiling', ns: 10e6, operations: ['writeAtomic'] },
  ])
})

// A budget made by hand: 26/10 bytes, one MAC, one atomic write, one random number, the reader.
describe('a tick of the classic kind', () => {
  it.each([
    ['jcop24-cj2a081', 'contact', 'retailMac3Des', 22, 30],
    ['jcop24-j2a080', 'contact', 'retailMac3Des', 22, 30],
    // Its MAC rows contradict each other: 2.84~ 1.4~ 0.52~ 1.16~ for 16 to 128 B are pooled to 1.48 ms.
    ['jcop4-j3r180', 'contactless-106', 'aesCbcMac', 9, 11],
  ] as const)('on %s, %s, with %s, takes %i to %i ms beside dispatch and bytecode', (name, wire, mac, least, most) => {
    const clock = clockOf(findCardProfile(name)!, wire, algorithmsOf('p256', mac))
    clock.onExchange(new Uint8Array(26), new Uint8Array(10))
    clock.observe('mac', 16, 1)
    clock.onWrite({ kind: 'atomic', bytes: 16, writes: 1 })
    clock.onRandom(16)
    const { lowerNs } = timeOf(clock).total
    expect(inMs(lowerNs)).toBeGreaterThanOrEqual(least)
    expect(inMs(lowerNs)).toBeLessThanOrEqual(most)
  })
})

describe('the range', () => {
  const settings = CARD_PROFILES.flatMap((profile) => Object.keys(profile.wires).map((wire) => ({ profile, wire })))
  const act = fc.oneof(
    fc.tuple(fc.constantFrom('hash' as const, 'mac' as const), fc.nat(400)).map(
      ([kind, bytes]) =>
        (clock: ModelledClock) =>
          clock.observe(kind, bytes, 1),
    ),
    fc
      .record({
        kind: fc.constantFrom('atomic' as const, 'nonAtomic' as const, 'transaction' as const),
        bytes: fc.integer({ min: 1, max: 600 }),
        writes: fc.integer({ min: 1, max: 9 }),
      })
      .map((write) => (clock: ModelledClock) => clock.onWrite(write)),
    fc
      .tuple(fc.integer({ min: 4, max: 600 }), fc.integer({ min: 2, max: 600 }))
      .map(([command, answer]) => (clock: ModelledClock) => {
        clock.onExchange(new Uint8Array(command), new Uint8Array(answer))
      }),
  )

  it('has its ends in order, in all and by cause, and both are the sums of their causes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...settings), fc.array(act, { maxLength: 20 }), ({ profile, wire }, acts) => {
        const clock = clockOf(profile, wire, algorithmsOf('p256', 'aesCbcMac'))
        for (const one of acts) {
          one(clock)
        }
        const time = clock.read()
        if (time.kind === 'missingFigures') return
        for (const { lowerNs, upperNs } of [time.total, ...Object.values(time.byCause)]) {
          expect(lowerNs).toBeLessThanOrEqual(upperNs)
        }
        for (const end of ['lowerNs', 'upperNs'] as const) {
          const sum = TIME_CAUSES.reduce((all, cause) => all + time.byCause[cause][end], 0)
          expect(Math.abs(sum - time.total[end])).toBeLessThan(1)
        }
        expect(clock.now()).toEqual(time.total)
        expect(clock.nowNs()).toBe(time.total.lowerNs)
      }),
      { numRuns: 500 },
    )
  })

  it.each(settings.filter(({ wire }) => wire !== 'none'))(
    'of an exchange on $profile.name, $wire, has a width',
    (one) => {
      const clock = clockOf(one.profile, one.wire, algorithmsOf('p256'))
      clock.onExchange(new Uint8Array(5), new Uint8Array(2))
      const { total, byCause } = timeOf(clock)
      expect(total.upperNs - total.lowerNs).toBeGreaterThan(1e6)
      expect(byCause.dispatch).toEqual({ lowerNs: 0, upperNs: total.upperNs - total.lowerNs })
    },
  )
})
