// Oracles 1, 6 and 9 of ARCHITECTURE.md over whole payments on a hostile wire: conservation, agreement, idempotence;
// and the rule that V and VC of one payment never both leave the seller. Alarms are a log and not compared.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOVES, openIkpWire, paidOf, type IkpWire, type Move } from '../testing/ikp-wire.ts'
import { createWorld, type World, type WorldOptions } from '../play/world.ts'
import { stillHeld } from './settlement.ts'
import { VARIANTS, type Variant } from './variant.ts'

/** What the wire or a party does next; numbers choose among what there is by then. */
type Action =
  | { readonly kind: 'deliver'; readonly which: number }
  | { readonly kind: 'deliverElsewhere'; readonly which: number; readonly into: number }
  | { readonly kind: 'deliverAltered'; readonly which: number; readonly at: number; readonly flip: number }
  | { readonly kind: 'move'; readonly session: number; readonly move: Move }
  | { readonly kind: 'assemble'; readonly session: number }

const SESSIONS = 3
const session = fc.nat({ max: SESSIONS - 1 })
const deliver = fc.record({ kind: fc.constant('deliver' as const), which: fc.nat() })
const move = fc.record({ kind: fc.constant('move' as const), session, move: fc.constantFrom(...MOVES) })
const anything = fc.oneof(
  { arbitrary: deliver, weight: 12 },
  { arbitrary: move, weight: 2 },
  {
    arbitrary: fc.record({ kind: fc.constant('deliverElsewhere' as const), which: fc.nat(), into: session }),
    weight: 1,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('deliverAltered' as const),
      which: fc.nat(),
      at: fc.nat(),
      flip: fc.integer({ min: 1, max: 255 }),
    }),
    weight: 2,
  },
  { arbitrary: fc.record({ kind: fc.constant('assemble' as const), session }), weight: 1 },
)
const schedule: fc.Arbitrary<Action[]> = fc.array(anything, { maxLength: 40 })
const PRICES = [25n, 7n, 100n]

async function act(wire: IkpWire, action: Action): Promise<void> {
  switch (action.kind) {
    case 'deliver':
    case 'deliverElsewhere':
    case 'deliverAltered': {
      // the latest messages are the likeliest, or little would ever get through
      const message = wire.sent[wire.sent.length - 1 - (action.which % wire.sent.length)]!
      if (action.kind === 'deliver') await wire.deliver(message)
      else if (action.kind === 'deliverElsewhere') await wire.deliver(message, action.into)
      else await wire.deliver({ ...message, bytes: altered(message.bytes, action.at, action.flip) })
      return
    }
    case 'move':
      wire.move(action.session, action.move)
      return
    case 'assemble':
      wire.assembleRequest(action.session)
  }
}

function altered(bytes: Uint8Array, at: number, flip: number): Uint8Array {
  const changed = bytes.slice()
  changed[at % changed.length]! ^= flip
  return changed
}

async function played(options: WorldOptions, actions: readonly Action[]): Promise<{ world: World; wire: IkpWire }> {
  const world = await createWorld(options)
  const wire = openIkpWire(world, PRICES)
  for (const action of actions) {
    await act(wire, action)
    expectConservation(world)
  }
  return { world, wire }
}

/** Oracle 1, for one buyer and one seller. */
function expectConservation({ ledger, buyer, seller, capture }: World): void {
  const account = ledger.account(buyer.account)!
  const paidIn = ledger.seller(seller.sellerId) ?? { credited: 0n, refunded: 0n }
  const records = [...ledger.payments()]
  const said = records.filter(({ response }) => response.answer === 'yes')
  const total = said.reduce((sum, { common }) => sum + common.terms.price, 0n)
  expect(account.charged).toBe(paidIn.credited - paidIn.refunded)
  expect(account.held).toBe(records.reduce((sum, record) => sum + stillHeld(record), 0n))
  expect(capture === 'authorise' ? account.held : account.charged).toBe(total)
  expect(account.charged + account.held).toBeLessThanOrEqual(account.creditLimit)
}

function contains(wire: IkpWire, secret: Uint8Array): boolean {
  const needle = String.fromCharCode(...secret)
  return wire.sent.some(({ bytes }) => String.fromCharCode(...bytes).includes(needle))
}

describe.each(VARIANTS)('%s, whatever the wire does', (variant) => {
  it('oracle 1: money is neither made nor lost, and nobody is charged beyond the credit', async () => {
    const options = fc.record({
      creditLimit: fc.constantFrom(10_000n, 30n),
      capture: fc.constantFrom('authorise' as const, 'authorise-and-clear' as const),
    })
    await fc.assert(
      fc.asyncProperty(options, schedule, async (chosen, actions) => {
        await played({ variant, ...chosen }, actions)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('V leaves only after a yes, VC only before the acquirer is asked, and never both', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(10_000n, 30n), schedule, async (creditLimit, actions) => {
        const { world, wire } = await played({ variant, creditLimit }, actions)
        await settle(wire)
        for (const [at, { secrets, seller }] of wire.sessions.entries()) {
          if (secrets === undefined) continue
          const [acceptLeft, cancelLeft] = [contains(wire, secrets.accept), contains(wire, secrets.cancel)]
          expect(acceptLeft && cancelLeft).toBe(false)
          if (cancelLeft) expect(seller?.step).toBe('cancelled')
          const record = world.ledger.payment('seller-1', BigInt(at + 1))
          if (acceptLeft) expect(record?.response.answer).toBe('yes')
        }
      }),
      { numRuns: 60, seed: 2 },
    )
  })

  it('oracle 9: once all is delivered, delivering everything again in any order changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, fc.infiniteStream(fc.nat()), async (actions, order) => {
        const { world, wire } = await played({ variant }, actions)
        await settle(wire)
        const before = standing(world, wire)
        const again = wire.sent.map((message) => ({ message, rank: order.next().value ?? 0 }))
        again.sort((a, b) => a.rank - b.rank)
        for (const { message } of again) await wire.deliver(message)
        expect(standing(world, wire)).toEqual(before)
      }),
      { numRuns: 40, seed: 3 },
    )
  })
})

/** Delivers everything, in order, until nobody has anything new to say. */
async function settle(wire: IkpWire): Promise<void> {
  const seen = new Set<string>()
  for (let at = 0; at < wire.sent.length; at += 1) {
    const message = wire.sent[at]!
    const name = `${message.flow} ${message.session} ${String.fromCharCode(...message.bytes)}`
    if (!seen.has(name)) await wire.deliver(message)
    seen.add(name)
  }
}

function standing({ ledger }: World, { sessions }: IkpWire): unknown {
  return {
    accounts: [...ledger.accounts()],
    sellers: [...ledger.sellers()],
    payments: [...ledger.payments()].map((payment) => ({ ...payment, alarms: 0 })),
    sessions: sessions.map(({ buyer, seller }) => ({ buyer, seller })),
  }
}

/** Payments that the acquirer authorised while buyer or seller holds something else, or nothing. */
function disagreements({ ledger }: World, { sessions }: IkpWire): readonly number[] {
  return [...sessions.keys()].filter((at) => {
    const record = ledger.payment('seller-1', BigInt(at + 1))
    if (record === undefined || record.response.answer === 'no') return false
    const session = sessions[at]!
    const { seller } = session
    const paid = paidOf(session)
    if (paid === undefined || seller === undefined || !('request' in seller)) return true
    const digests = [paid.commonDigest, seller.commonDigest, record.commonDigest].map(String)
    const slips = [paid.message.sealedSlip, seller.request.sealedSlip].map(String)
    return new Set(digests).size > 1 || new Set(slips).size > 1
  })
}

async function disagreeing(variant: Variant, actions: readonly Action[]): Promise<readonly number[]> {
  const { world, wire } = await played({ variant }, actions)
  return disagreements(world, wire)
}

describe('oracle 6: if the acquirer authorised, buyer and seller hold the same H(Common) and EncSlip', () => {
  it('holds for the hardened variant, and no buyer ever holds a yes and a VC', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (actions) => {
        const { world, wire } = await played({ variant: '3kp-hardened' }, actions)
        expect(disagreements(world, wire)).toEqual([])
        await settle(wire)
        expect(wire.sessions.map(({ buyer }) => buyer.step)).not.toContain('contradicted')
      }),
      { numRuns: 120, seed: 6 },
    )
  })

  it.each(['2kp', '3kp'] as const)('fails for %s: the wire finds the counter-example by itself', async (variant) => {
    const found = await fc.check(
      fc.asyncProperty(schedule, async (actions) => {
        expect(await disagreeing(variant, actions)).toEqual([])
      }),
      { numRuns: 400, seed: 6, endOnFailure: true },
    )
    expect(found.failed).toBe(true)
  })
})

/** Only what honest networks do: late, again, out of order; lost messages are sent again. */
const honest: fc.Arbitrary<Action[]> = fc.array(deliver, { maxLength: 30 })

it.each(VARIANTS)('%s gets through a network that is merely bad: all three end with the same yes', async (variant) => {
  await fc.assert(
    fc.asyncProperty(honest, async (actions) => {
      const { world, wire } = await played({ variant }, actions)
      await settle(wire)
      expect(disagreements(world, wire)).toEqual([])
      expect(wire.sessions.map(({ buyer, seller }) => [buyer.step, seller?.step])).toEqual(
        PRICES.map(() => ['answered', 'authorised']),
      )
      expect(world.ledger.account(world.buyer.account)).toMatchObject({ charged: 132n, held: 0n })
    }),
    { numRuns: 30, seed: 9 },
  )
})
