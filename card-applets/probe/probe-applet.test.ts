import { describe, expect, it } from 'vitest'
import { MOST_REPEATS, MOST_WRITES, PROBE_BYTES, PROBE_COMMANDS } from '../../src/card/probe-commands.ts'
import { createTally } from '../../src/crypto/operations.ts'
import type { MemoryWrite } from '../memory/card-memory.ts'
import { ask } from '../testing/ask.ts'
import { poweredCard } from '../testing/powered-card.ts'
import { probeApplet } from './probe-applet.ts'

const done = { ok: true, value: {} }

it.each([
  ['hash', 'hash'],
  ['mac', 'mac'],
  ['sign', 'sign'],
] as const)('%s does as many operations as it is asked for, and none for none', (command, kind) => {
  const tally = createTally()
  const card = poweredCard({ applets: [probeApplet()], observe: tally.observe })
  expect(ask(card, PROBE_COMMANDS[command], { count: 0, bytes: 32 })).toEqual(done)
  expect(tally.read()).toEqual({})
  expect(ask(card, PROBE_COMMANDS[command], { count: 7, bytes: 32 })).toEqual(done)
  expect(tally.read()).toEqual({ [kind]: 7 })
})

it('verifies a signature that was made before, and really verifies', () => {
  const tally = createTally()
  const card = poweredCard({ applets: [probeApplet()], observe: tally.observe })
  ask(card, PROBE_COMMANDS.verify, { count: 0, bytes: 32 })
  expect(tally.read()).toEqual({ sign: 1 })
  ask(card, PROBE_COMMANDS.hash, { count: 1, bytes: 32 })
  expect(ask(card, PROBE_COMMANDS.verify, { count: 3, bytes: 32 })).toEqual(done)
  expect(tally.read()).toEqual({ sign: 1, verify: 3, hash: 1 })
})

it('draws as much randomness as it is asked for', () => {
  const drawn: number[] = []
  const card = poweredCard({ applets: [probeApplet()], onRandom: (bytes) => drawn.push(bytes) })
  expect(ask(card, PROBE_COMMANDS.random, { count: 2, bytes: 48 })).toEqual(done)
  expect(drawn).toEqual([48, 48])
})

describe('memory', () => {
  it('is written in the way that was asked for', () => {
    const writes: MemoryWrite[] = []
    const card = poweredCard({ applets: [probeApplet()], onWrite: (write) => writes.push(write) })
    expect(ask(card, PROBE_COMMANDS.write, { count: 2, bytes: 32 })).toEqual(done)
    expect(ask(card, PROBE_COMMANDS.writeNonAtomic, { count: 1, bytes: 64 })).toEqual(done)
    expect(ask(card, PROBE_COMMANDS.transaction, { count: 1, bytes: 16, writes: 4 })).toEqual(done)
    expect(writes).toEqual([
      { kind: 'atomic', bytes: 32, writes: 1 },
      { kind: 'atomic', bytes: 32, writes: 1 },
      { kind: 'nonAtomic', bytes: 64, writes: 1 },
      { kind: 'transaction', bytes: 64, writes: 4 },
    ])
  })

  it('refuses what one commit cannot hold, and works on', () => {
    const card = poweredCard({ applets: [probeApplet()], memory: { commitCapacity: 100 } })
    const refused = { ok: false, refused: 'beyondCommit' }
    expect(ask(card, PROBE_COMMANDS.write, { count: 1, bytes: 200 })).toEqual(refused)
    expect(ask(card, PROBE_COMMANDS.transaction, { count: 1, bytes: 16, writes: 16 })).toEqual(refused)
    expect(ask(card, PROBE_COMMANDS.transaction, { count: 1, bytes: 16, writes: 2 })).toEqual(done)
  })
})

it.each([
  ['too often', { count: MOST_REPEATS + 1, bytes: 16, writes: 1 }],
  ['nothing', { count: 1, bytes: 0, writes: 1 }],
  ['too long', { count: 1, bytes: PROBE_BYTES + 1, writes: 1 }],
  ['too many writes', { count: 1, bytes: 1, writes: MOST_WRITES + 1 }],
  ['no writes', { count: 1, bytes: 1, writes: 0 }],
  ['writes beyond the memory', { count: 1, bytes: 100, writes: 6 }],
])('refuses %s', (_, request) => {
  const card = poweredCard({ applets: [probeApplet()] })
  expect(ask(card, PROBE_COMMANDS.transaction, request)).toEqual({ ok: false, refused: 'outOfRange' })
})

it('keeps its keys to itself: no command answers with data', () => {
  expect(Object.values(PROBE_COMMANDS).every(({ response }) => response.rows.length === 0)).toBe(true)
})
