// Payments by hand against what disturbs them: the power gone at any memory write, a card that is pulled for good.

import { describe, expect, it } from 'vitest'
import type { CardFaults } from '../../../card-applets/card-faults.ts'
import { usualStack } from '../../../reader/wrappers/usual.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { indexedChain } from '../../../src/chain/step.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import type { LabEvent } from '../../witness/event.ts'
import { createWitness } from '../../witness/witness.ts'
import { labCard } from '../chips/lab-card.ts'
import { createWire } from '../contract/wire.ts'
import { readStatus } from './kept/purse-view.ts'
import { payByHand, payeeNamed, type HandOrder, type Till } from './by-hand.ts'
import { openIssuer, readBalance } from './issuer.ts'

const crypto = nodeCrypto('p256')
const NOW = Date.UTC(2026, 10, 23)
const ORDER: HandOrder = { seller: 'baker', ticks: 3, tickValue: 5n, times: 2 }
const LOADED = 100n
const TOTAL = 30n

async function atTill() {
  const random = seededRandom(3)
  const events: LabEvent[] = []
  const lane = createWitness(
    () => 0n,
    (event) => events.push(event),
  ).lane('card')
  const lab = labCard({ crypto, random, lane })
  const desk = openIssuer({
    crypto,
    random,
    wire: createWire(lane),
    observe: () => undefined,
    expires: NOW + 1e9,
    depositWindowMs: 1e9,
  })
  const held = await desk.personalise(usualStack(lab.open()))
  await desk.load(held, LOADED)
  const paid: number[] = []
  const till: Till = {
    desk,
    random,
    lane,
    onPaid: (number) => paid.push(number),
    operations: () => ({}),
    terminal: { crypto, chain: indexedChain, issuerKey: desk.issuer.certificateKey.publicKey, now: () => NOW },
  }
  return { lab, till, held, events, paid }
}

type Counter = (faults: CardFaults) => void

/** The sum of both sides, whatever happened. */
async function played(disturb: Counter) {
  const { lab, till, held, events, paid } = await atTill()
  const before = lab.card.memoryWrites()
  disturb(lab.card.faults)
  const outcome = await payByHand(till, held, ORDER).catch((error: unknown) => error)
  return { lab, held, outcome, paid, events, writes: lab.card.memoryWrites() - before }
}

it('takes every tick, deposits each payment, and leaves both sides agreeing', async () => {
  const { held, outcome, paid, events } = await played(() => undefined)
  expect(outcome).toEqual({ payments: 2, ticks: 6, deposited: TOTAL })
  expect(paid).toEqual([1, 2])
  expect(await readBalance(held)).toBe(LOADED - TOTAL)
  expect(held.balance).toBe(LOADED - TOTAL)
  expect(held.account).toMatchObject({ loaded: LOADED, deposited: TOTAL, standing: 'good' })
  const told = events.filter((event) => event.kind === 'payment' || event.kind === 'paid')
  expect(told.map(({ kind, tx }) => `${kind} ${tx}`)).toEqual(['payment 1', 'paid 1', 'payment 2', 'paid 2'])
  expect(events.filter(({ kind }) => kind === 'note')).toEqual([])
})

it('pays exactly once whichever write the power goes at, before, during or after it', async () => {
  const { writes } = await played(() => undefined)
  expect(writes).toBeGreaterThan(40)
  for (let write = 1; write <= writes; write += 1) {
    for (const when of ['before', 'during', 'after'] as const) {
      const { held, outcome } = await played((faults) => faults.cutPowerAt({ write, when }))
      expect({ write, when, outcome }).toMatchObject({ outcome: { deposited: TOTAL } })
      expect(await readBalance(held)).toBe(LOADED - TOTAL)
      expect(held.account.deposited).toBe(TOTAL)
    }
  }
}, 60_000)

describe('a card that is pulled for good', () => {
  it('has lost nothing to nobody: what the seller has got is deposited', async () => {
    const { lab, till, held, paid, events } = await atTill()
    let ticks = 0
    const { channel } = held
    const pulled = {
      ...held,
      channel: {
        ...channel,
        async transmit(command: Parameters<typeof channel.transmit>[0]) {
          const isTick = command.ins === 0x32
          if (isTick && (ticks += 1) === 5) lab.card.faults.remove()
          return channel.transmit(command)
        },
      },
    }
    await expect(payByHand(till, pulled, ORDER)).rejects.toBeInstanceOf(WireFailure)
    expect(paid).toEqual([1])
    expect(pulled.account.deposited).toBe(20n) // three ticks of the first payment, one of the second
    lab.card.faults.insert()
    await pulled.channel.reset()
    expect((await readStatus(pulled.channel)).balance).toBe(LOADED - 20n)
    expect(events.findLast(({ kind }) => kind === 'paid')).toMatchObject({ outcome: 'refused', tx: 2 })
  })
})

it('pays sellers of different names by different numbers, of the size that cards sign', () => {
  const payees = ['baker', 'baker ', 'Baker', 'b'].map((name) => payeeNamed(name).join())
  expect(new Set(payees).size).toBe(4)
  expect(payeeNamed('baker')).toHaveLength(16)
})
