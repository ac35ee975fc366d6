import { describe, expect, it } from 'vitest'
import { algorithmsOf, type Algorithms } from './algorithms.ts'
import type { CardProfile } from './card-profile.ts'
import { findCardProfile } from './card-profiles.ts'
import { parseFigures } from './figures.ts'
import { createModelledClock, type ModelledClock, type ModelledTime } from './modelled-clock.ts'

const simple: CardProfile = {
  name: 'simple',
  title: 'round figures',
  source: 'made up for this test',
  figures: {
    sha256: parseFigures('16:1 64:2 128:4'),
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
  it.each<[string, (clock: ModelledClock) => void, Partial<ModelledTime['byCause']>]>([
    ['hashes, as many as there were', (clock) => clock.observe('hash', 16, 3), { hash: 3 }],
    ['chain steps, counted as the hashes they are', (clock) => clock.observe('chainStep', 16, 3), {}],
    ['HMAC as its two hashes', (clock) => clock.observe('mac', 64, 1), { mac: 4 + 3 }],
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
    const spent = Object.entries(timeOf(clock).byCause).filter(([, ns]) => ns > 0)
    expect(Object.fromEntries(spent.map(([cause, ns]) => [cause, inMs(ns)]))).toEqual(expected)
  })

  it('a transaction as separate writes where that is asked for', () => {
    const clock = createModelledClock({
      profile: simple,
      wire: { kind: 'none' },
      algorithms: algorithmsOf('p256'),
      transactions: 'asSeparateWrites',
    })
    clock.onWrite({ kind: 'transaction', bytes: 64, writes: 4 })
    expect(inMs(timeOf(clock).byCause.write)).toBe(40)
  })
})

describe('a missing figure', () => {
  it.each<[string, (clock: ModelledClock) => void, string]>([
    ['for an operation', (clock) => clock.observe('verify', 32, 1), 'ecdsaP256Verify of 32 bytes'],
    ['for a length beyond the longest', (clock) => clock.observe('hash', 129, 1), 'sha256 of 129 bytes'],
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
  clock.onWrite({ kind: 'atomic', bytes: 64, writes: 1 })
  clock.onWrite({ kind: 'atomic', bytes: 2, writes: 1 })
  expect(timeOf(clock).doubts).toEqual([
    { quality: 'ok', reading: 'measured', ns: 2e6 },
    { quality: 'ok', reading: 'interpolated', ns: 1.5e6 },
    { quality: 'approx', reading: 'measured', ns: 20e6 },
    { quality: 'ok', reading: 'ceiling', ns: 10e6 },
  ])
})

// cards-and-readers.md 11.5: 26/10 bytes, one MAC, one atomic write, one random number, the host.
describe('a tick of the classic kind', () => {
  it.each([
    ['jcop24-cj2a081', 'contact', 'retailMac3Des', 23, 31],
    ['jcop24-j2a080', 'contact', 'retailMac3Des', 23, 31],
    ['jcop4-j3r180', 'contactless-106', 'aesCbcMac', 11, 12],
  ] as const)('on %s, %s, with %s, takes %i to %i ms', (name, wire, mac, least, most) => {
    const clock = clockOf(findCardProfile(name)!, wire, algorithmsOf('p256', mac))
    clock.onExchange(new Uint8Array(26), new Uint8Array(10))
    clock.observe('mac', 16, 1)
    clock.onWrite({ kind: 'atomic', bytes: 16, writes: 1 })
    clock.onRandom(16)
    const { totalNs, byCause } = timeOf(clock)
    expect(inMs(totalNs)).toBeGreaterThanOrEqual(least)
    expect(inMs(totalNs)).toBeLessThanOrEqual(most)
    expect(Object.values(byCause).reduce((sum, ns) => sum + ns)).toBe(totalNs)
  })
})
