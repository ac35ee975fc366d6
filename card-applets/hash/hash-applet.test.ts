import { expect, it } from 'vitest'
import { HASH_COMMANDS, MOST_STEPS } from '../../src/card/hash-commands.ts'
import { indexedChain, plainChain } from '../../src/chain/step.ts'
import { createTally } from '../../src/crypto/operations.ts'
import { ask } from '../testing/ask.ts'
import { poweredCard } from '../testing/powered-card.ts'
import { hashApplet } from './hash-applet.ts'

const id = new Uint8Array(16).fill(0xa5)
const value = new Uint8Array(16).fill(7)

it('walks as the chain functions do, and reports each step', () => {
  const tally = createTally()
  const card = poweredCard({ applets: [hashApplet()], observe: tally.observe })
  const indexed = ask(card, HASH_COMMANDS.chainSteps, { id, value, from: 3, steps: 40 })
  expect(indexed).toEqual({ ok: true, value: { value: indexedChain.walk(id, value, 3, 43) } })
  const start = new Uint8Array(32).fill(9)
  const plain = ask(card, HASH_COMMANDS.plainSteps, { value: start, steps: 8 })
  expect(plain).toEqual({ ok: true, value: { value: plainChain.walk(id, start, 0, 8) } })
  expect(tally.read()).toEqual({ hash: 48, chainStep: 48 })
})

it('gives the value back for no steps at all', () => {
  const card = poweredCard({ applets: [hashApplet()] })
  expect(ask(card, HASH_COMMANDS.chainSteps, { id, value, from: 3, steps: 0 })).toEqual({ ok: true, value: { value } })
})

it.each([
  [0, MOST_STEPS + 1],
  [0, 0xffffffff],
  [0xffffffff, 1],
])('refuses from %i, %i steps', (from, steps) => {
  const card = poweredCard({ applets: [hashApplet()] })
  const refused = { ok: false, refused: 'stepsOutOfRange' }
  expect(ask(card, HASH_COMMANDS.chainSteps, { id, value, from, steps })).toEqual(refused)
  if (steps > MOST_STEPS) {
    expect(ask(card, HASH_COMMANDS.plainSteps, { value: new Uint8Array(32), steps })).toEqual(refused)
  }
})

it('knows no other command', () => {
  const card = poweredCard({ applets: [hashApplet()] })
  const unknown = { ...HASH_COMMANDS.plainSteps, ins: 0x14 }
  expect(ask(card, unknown, { value: new Uint8Array(32), steps: 1 })).toEqual({ ok: false, refused: 'insUnknown' })
})
