import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../../bytes/bytes.ts'
import { cleared, SELLER_ID } from '../../../play/coupon-steps.ts'
import { signedKey } from '../../../testing/coupon-steps.ts'
import { openDelivery } from '../../../play/delivery-steps.ts'
import { touched } from '../../../testing/delivery-steps.ts'
import { accepted, NOW } from '../../../play/world.ts'
import { checkClosing } from '../closing.ts'
import { clearStatementLayout } from '../messages.ts'
import { requestClearing } from '../seller.ts'
import { requestClose, requestProduct, takeProduct } from './buyer.ts'
import { serve, takeClose } from './seller.ts'

const REPORT = { description: utf8('/reports/7'), price: 1n }

/** One document bought, then the buyer asks to close. */
async function closing() {
  const delivery = await openDelivery({
    shapes: [
      [20, 1n],
      [5, 9n],
    ],
  })
  const { world, deliverer } = delivery
  const { crypto } = world.buyer
  const [waiting, asked] = requestProduct(crypto, delivery.buyer, REPORT)
  const [desk, answered] = serve(deliverer, delivery.desk, accepted(asked), NOW)
  const [bought] = takeProduct(crypto, waiting, accepted(answered))
  const [closed, message] = requestClose(crypto, bought)
  return { ...delivery, desk, bought, buyer: closed, message: accepted(message), key: signedKey(world) }
}

describe('a close that the buyer asks for', () => {
  it('clears what was spent and frees the rest at once', async () => {
    const { world, desk, message, key, buyer } = await closing()
    const [, claims] = takeClose(world.seller.crypto, desk.session, message, key)
    const replies = accepted(claims).map((claim) => cleared(world, claim))
    expect(world.ledger.account('4711 0815')).toMatchObject({ charged: 1n, held: 0n })
    const { commonDigest } = world.ledger.payment(SELLER_ID, 1n)!
    const closings = replies.map((reply, position) =>
      accepted(
        checkClosing(
          world.buyer.crypto,
          world.seller.acquirerKey,
          { chain: buyer.chains[position]!, commonDigest, position },
          reply,
        ),
      ),
    )
    expect(closings).toEqual([
      { charged: 1n, released: 19n },
      { charged: 0n, released: 45n },
    ])
  })

  it('ends the session on both sides', async () => {
    const { world, deliverer, desk, message, key, buyer, bought } = await closing()
    expect(requestProduct(world.buyer.crypto, buyer, REPORT)[1]).toMatchObject({ refused: 'sessionClosing' })
    const [session] = takeClose(world.seller.crypto, desk.session, message, key)
    const [waiting, late] = requestProduct(world.buyer.crypto, bought, REPORT)
    const [, answered] = serve(deliverer, { ...desk, session }, accepted(late), NOW)
    const [, outcome] = takeProduct(world.buyer.crypto, waiting, accepted(answered))
    expect(accepted(outcome)).toMatchObject({ kind: 'refused', reason: 'chainClosed' })
  })

  it('makes the same claims when it is repeated', async () => {
    const { world, desk, message, key } = await closing()
    const [once, first] = takeClose(world.seller.crypto, desk.session, message, key)
    expect(takeClose(world.seller.crypto, once, message, key)).toEqual([once, first])
  })

  it('is refused when a byte of it was altered', async () => {
    const { world, desk, message, key } = await closing()
    for (let at = 0; at < message.body.length + message.tag.length; at += 1) {
      expect(takeClose(world.seller.crypto, desk.session, touched(message, at), key)[1]).toMatchObject({
        refused: 'tagWrong',
      })
    }
  })

  it('from before the last request is refused', async () => {
    const { world, deliverer, desk, message, key, bought } = await closing()
    const [, asked] = requestProduct(world.buyer.crypto, bought, REPORT)
    const [later] = serve(deliverer, desk, accepted(asked), NOW)
    expect(takeClose(world.seller.crypto, later.session, message, key)[1]).toMatchObject({ refused: 'outdated' })
  })

  it('waits for an open request', async () => {
    const { world, bought } = await closing()
    const [waiting] = requestProduct(world.buyer.crypto, bought, REPORT)
    expect(requestClose(world.buyer.crypto, waiting)[1]).toMatchObject({ refused: 'requestOpen' })
  })
})

async function stated() {
  const { world, desk, message, key, buyer } = await closing()
  const [, claims] = takeClose(world.seller.crypto, desk.session, message, key)
  const reply = cleared(world, accepted(claims)[0]!)
  const { commonDigest } = world.ledger.payment(SELLER_ID, 1n)!
  return { world, reply, held: { chain: buyer.chains[0]!, commonDigest, position: 0 } }
}

describe('the buyer does not believe a closing', () => {
  it.each([
    ['of another chain', { chain: 1 }, 'anotherChain'],
    ['of another payment', { commonDigest: new Uint8Array(32) }, 'anotherChain'],
    ['that the acquirer did not sign', { paidInAll: 0n }, 'acquirerSignatureWrong'],
    ['in which its chain stays open', { closed: false }, 'acquirerSignatureWrong'],
  ])('%s', async (_name, change, refused) => {
    const { world, reply, held } = await stated()
    const altered = { ...reply, statement: { ...reply.statement, ...change } }
    expect(checkClosing(world.buyer.crypto, world.seller.acquirerKey, held, altered)).toMatchObject({ refused })
  })

  it('that is signed but closes nothing', async () => {
    const { world, desk, buyer } = await closing()
    const [, request] = requestClearing(world.seller.crypto, desk.session.chains[0]!, signedKey(world), false)
    const reply = cleared(world, request)
    const { commonDigest } = world.ledger.payment(SELLER_ID, 1n)!
    const held = { chain: buyer.chains[0]!, commonDigest, position: 0 }
    expect(checkClosing(world.buyer.crypto, world.seller.acquirerKey, held, reply)).toMatchObject({
      refused: 'notClosed',
    })
  })

  it('whose sum is not what its coupons are worth', async () => {
    const { world, reply, held } = await stated()
    const statement = { ...reply.statement, paidInAll: 2n }
    const { signatureKey } = world.acquirer
    const acquirerSignature = world.acquirer.crypto.signatures.sign(
      signatureKey,
      clearStatementLayout.encode(statement),
    )
    const dear = { statement, acquirerSignature }
    expect(checkClosing(world.buyer.crypto, world.seller.acquirerKey, held, dear)).toMatchObject({
      refused: 'clearedTooMuch',
    })
  })

  it('that clears more than it has shown', async () => {
    const { world, reply, held } = await stated()
    const never = { ...held, chain: { ...held.chain, spent: 0 } }
    expect(checkClosing(world.buyer.crypto, world.seller.acquirerKey, never, reply)).toMatchObject({
      refused: 'clearedTooMuch',
    })
  })
})
