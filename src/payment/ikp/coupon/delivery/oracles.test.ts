// Oracles 1, 5 and 9 of ARCHITECTURE.md over protected delivery: requests, products, acknowledgements and a close, each
// delivered twice, late, out of order, or with a byte altered.

import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { utf8 } from '../../../../bytes/bytes.ts'
import { openDelivery, type Delivery } from '../../../play/delivery-steps.ts'
import { touched } from '../../../testing/delivery-steps.ts'
import { NOW } from '../../../play/world.ts'
import { openRequest, requestProduct, takeProduct, type BuyerSession, type Delivered } from './buyer.ts'
import { retransmit, serve, takeAcknowledgement } from './seller.ts'
import type { Maced } from './session.ts'

type Move =
  | { readonly kind: 'ask'; readonly path: string; readonly price: bigint }
  | { readonly kind: 'retry' | 'retransmit' }
  | { readonly kind: 'deliver'; readonly which: number; readonly touch: number | undefined }

const path = fc.constantFrom('/reports/1', '/reports/2', '/atlas/1', '/secret')
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const), path, price: fc.constantFrom(0n, 1n, 2n, 10n) }),
  fc.record({ kind: fc.constantFrom('retry' as const, 'retransmit' as const) }),
  { arbitrary: deliverMove(), weight: 4 },
)
const moves = fc.array(move, { maxLength: 40 })

function deliverMove(): fc.Arbitrary<Move> {
  const touch = fc.option(fc.nat(), { nil: undefined, freq: 4 })
  return fc.record({ kind: fc.constant('deliver' as const), which: fc.nat(), touch })
}

interface Sent {
  readonly to: 'seller' | 'seller as acknowledgement' | 'buyer'
  readonly message: Maced
}

let opened: Delivery

beforeAll(async () => {
  opened = await openDelivery({
    shapes: [
      [40, 1n],
      [10, 10n],
    ],
    mostRetransmissions: 1000,
    encrypts: true,
  })
})

class Run {
  readonly wire: Sent[] = []
  readonly delivered: Delivered[] = []
  buyer: BuyerSession = opened.buyer
  desk: Delivery['desk'] = opened.desk

  play(step: Move): void {
    switch (step.kind) {
      case 'ask':
        return this.ask(step.path, step.price)
      case 'retry': {
        const message = openRequest(this.buyer)
        if (message !== undefined) this.wire.push({ to: 'seller', message })
        return
      }
      case 'retransmit':
        return this.retransmit()
      case 'deliver': {
        const sent = this.wire[step.which % Math.max(this.wire.length, 1)]
        if (sent !== undefined) this.deliver(sent, step.touch)
      }
    }
  }

  ask(path: string, price: bigint): void {
    const [next, outcome] = requestProduct(opened.world.buyer.crypto, this.buyer, { description: utf8(path), price })
    this.buyer = next
    if (outcome.ok) this.wire.push({ to: 'seller', message: outcome.value })
  }

  retransmit(): void {
    const [session, outcome] = retransmit(opened.deliverer, this.desk.session)
    this.desk = { ...this.desk, session }
    if (outcome.ok) this.wire.push({ to: 'buyer', message: outcome.value })
  }

  /** True when the receiver did not refuse. */
  deliver({ to, message }: Sent, touch: number | undefined): boolean {
    const size = message.body.length + message.tag.length
    const arrived = touch === undefined ? message : touched(message, touch % size)
    if (to === 'seller') return this.serve(arrived)
    return to === 'buyer' ? this.take(arrived) : this.acknowledge(arrived)
  }

  serve(message: Maced): boolean {
    const [desk, outcome] = serve(opened.deliverer, this.desk, message, NOW)
    this.desk = desk
    if (outcome.ok) this.wire.push({ to: 'buyer', message: outcome.value })
    return outcome.ok
  }

  take(message: Maced): boolean {
    const [buyer, outcome] = takeProduct(opened.world.buyer.crypto, this.buyer, message)
    this.buyer = buyer
    if (!outcome.ok) return false
    if (outcome.value.kind !== 'repeated') this.delivered.push(outcome.value)
    if ('acknowledgement' in outcome.value) {
      this.wire.push({ to: 'seller as acknowledgement', message: outcome.value.acknowledgement })
    }
    return true
  }

  acknowledge(message: Maced): boolean {
    const [session, outcome] = takeAcknowledgement(opened.deliverer.crypto, this.desk.session, message)
    this.desk = { ...this.desk, session }
    return outcome.ok
  }

  /** Retries until the open request is answered, as an honest buyer does. */
  flush(): void {
    const message = openRequest(this.buyer)
    if (message === undefined) return
    this.serve(message)
    this.take(this.wire.at(-1)!.message)
  }

  get buyerPaid(): bigint {
    return this.buyer.chains.reduce((sum, { spent, value }) => sum + BigInt(spent) * value, 0n)
  }

  get sellerTook(): bigint {
    return this.desk.session.chains.reduce((sum, { best, value }) => sum + BigInt(best.spent) * value, 0n)
  }

  get soldFor(): bigint {
    return this.desk.shelf.reduce((sum, path) => sum + (path.startsWith('/atlas/') ? 10n : 1n), 0n)
  }
}

function played(steps: readonly Move[]): Run {
  const run = new Run()
  for (const step of steps) run.play(step)
  return run
}

describe('whatever happens on the wire', () => {
  it('oracle 1: the seller has taken exactly the price of what it has sold', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = new Run()
        for (const step of steps) {
          run.play(step)
          expect(run.sellerTook).toBe(run.soldFor)
        }
      }),
    )
  })

  it('oracle 5: what is paid and not taken is the one open request', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = new Run()
        for (const step of steps) {
          run.play(step)
          const before = run.buyer.waiting?.before ?? run.buyer.chains
          const settled = before.reduce((sum, { spent, value }) => sum + BigInt(spent) * value, 0n)
          expect([settled, run.buyerPaid]).toContain(run.sellerTook)
        }
      }),
    )
  })

  it('a buyer that retries gets everything that it has paid for, once', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = played(steps)
        run.flush()
        expect(run.buyerPaid).toBe(run.sellerTook)
        const products = run.delivered.flatMap((each) => (each.kind === 'product' ? [each.product] : []))
        const texts = products.map((product) => new TextDecoder().decode(product))
        expect(texts).toEqual(run.desk.shelf.map((item) => `contents of ${item}`))
        expect(run.delivered.some(({ kind }) => kind === 'lost')).toBe(false)
      }),
    )
  })

  it('oracle 9: a message that comes twice in a row changes nothing but the count of tries', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const run = played(steps)
        for (const sent of run.wire.slice()) {
          run.deliver(sent, undefined)
          const once = [run.buyer, run.desk.shelf, run.desk.session.chains, run.delivered.length]
          run.deliver(sent, undefined)
          expect([run.buyer, run.desk.shelf, run.desk.session.chains, run.delivered.length]).toEqual(once)
        }
      }),
    )
  })

  it('every altered byte of every message is refused', () => {
    fc.assert(
      fc.property(moves, fc.nat(), (steps, at) => {
        const run = played(steps)
        for (const sent of run.wire.slice()) expect(run.deliver(sent, at)).toBe(false)
      }),
    )
  })
})
