// No byte that is altered on the wire moves money, and no message that comes twice.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FLOW_NAMES } from '../testing/ikp-steps.ts'
import { runFlow, type Wiretap } from '../play/flow.ts'
import { accepted, createWorld, DESCRIPTION, NOW, offerFor, priceTerms } from '../play/world.ts'
import { authorise } from './acquirer.ts'
import { confirm, initiate, pay } from './buyer.ts'
import { createMemoryLedger } from './ledger.ts'
import { answered, invoice, requestAuthorisation } from './seller.ts'
import { VARIANTS } from './variant.ts'

describe('a byte altered on the wire', () => {
  it.each(VARIANTS)(
    'stops the payment before money moves, or after it without another effect, in %s',
    async (variant) => {
      const flow = fc.constantFrom(...FLOW_NAMES)
      await fc.assert(
        fc.asyncProperty(flow, fc.nat(), fc.integer({ min: 1, max: 255 }), async (name, position, flip) => {
          const world = await createWorld({ variant })
          const tap: Wiretap = {
            bytes(carried, encoded) {
              const changed = encoded.slice()
              if (carried === name) changed[position % changed.length]! ^= flip
              return changed
            },
          }
          const result = await runFlow(world, priceTerms(25n), tap)
          expect(result.kind).toBe('stopped')
          const answeredAlready = name === 'response' || name === 'confirm'
          expect(world.ledger.account('4711 0815')).toMatchObject({ charged: answeredAlready ? 25n : 0n, held: 0n })
        }),
        { numRuns: 60, seed: 20_261_123 },
      )
    },
  )
})

it.each(VARIANTS)(
  'every single byte of every message, one bit of it altered, stops the payment in %s',
  async (variant) => {
    const world = await createWorld({ variant })
    const accounts = [...world.ledger.accounts()]
    for (const name of FLOW_NAMES) {
      const moved = name === 'response' || name === 'confirm' ? 25n : 0n
      let length = 1
      for (let at = 0; at < length; at += 1) {
        const ledger = createMemoryLedger(accounts, [])
        const tap: Wiretap = {
          bytes(carried, encoded) {
            if (carried !== name) return encoded
            length = encoded.length
            return encoded.with(at, encoded[at]! ^ (1 << (at % 8)))
          },
        }
        const { kind } = await runFlow({ ...world, ledger }, priceTerms(25n), tap)
        expect([name, at, kind, ledger.account('4711 0815')?.charged]).toEqual([name, at, 'stopped', moved])
      }
    }
  },
)

it('every message delivered twice changes nothing the second time (oracle 9)', async () => {
  for (const variant of VARIANTS) {
    const world = await createWorld({ variant })
    const { buyer, seller, acquirer, ledger } = world
    const terms = priceTerms(25n)
    const [initiated, first] = initiate(buyer, { sellerId: seller.sellerId, description: DESCRIPTION, terms })
    const input = { initiate: first, offer: offerFor(terms), transactionId: 1n, now: NOW }
    const [invoiced, second] = invoice(seller, input)
    expect(invoice(seller, { ...input, transactionId: 2n, known: invoiced })).toEqual([invoiced, second])
    const [paid, third] = await pay(buyer, initiated, accepted(second), NOW)
    expect(await pay(buyer, paid, accepted(second), NOW + 1)).toEqual([paid, third])
    const [requested, fourth] = requestAuthorisation(seller, invoiced!, accepted(third), NOW)
    expect(requestAuthorisation(seller, requested, accepted(third), NOW + 1)).toEqual([requested, fourth])
    const [change, fifth] = await authorise(acquirer, ledger, accepted(fourth), NOW)
    ledger.apply(change)
    expect(await authorise(acquirer, ledger, accepted(fourth), NOW + 1)).toEqual([{}, fifth])
    const [done, sixth] = answered(seller, requested, accepted(fifth))
    expect(answered(seller, done, accepted(fifth))).toEqual([done, sixth])
    const [received, receipt] = confirm(buyer, paid, accepted(sixth))
    expect(confirm(buyer, received, accepted(sixth))).toEqual([received, receipt])
    expect(ledger.account('4711 0815')).toMatchObject({ charged: 25n, held: 0n })
  }
})
