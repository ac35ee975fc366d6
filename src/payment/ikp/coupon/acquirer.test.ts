import { describe, expect, it } from 'vitest'
import { BAN, cleared, opened, SELLER_ID } from '../../play/coupon-steps.ts'
import { paid, taken } from '../../testing/coupon-steps.ts'
import { openSeveral, signedClearing, takenUpTo, told, TOO_LATE } from '../../testing/coupon-steps.ts'
import { accepted, createWorld, NOW, openCoupons } from '../../play/world.ts'
import { clear, expire } from './acquirer.ts'
import { takeClearReply } from './seller.ts'

describe('a clear request', () => {
  it('is paid the difference each time, in as many steps as the difference', async () => {
    const run = await opened(10, 5n)
    const { world } = run
    const at3 = takenUpTo(run, 3)
    const [asked3, request3] = signedClearing(world, at3.seller)
    const [cleared3, paid3] = told(world, asked3, cleared(world, request3))
    expect(paid3).toBe(15n)

    const [, second] = paid(at3.buyer, 4)
    const [asked7, request7] = signedClearing(world, taken(world, cleared3, second, 20n), true)
    const before = world.tallies.acquirer.read().chainStep ?? 0
    const reply7 = cleared(world, request7)
    expect((world.tallies.acquirer.read().chainStep ?? 0) - before).toBe(4)
    expect(reply7.statement).toMatchObject({ paid: 20n, paidInAll: 35n, closed: true })
    expect(told(world, asked7, reply7)[0].cleared).toBe(7)
    expect(world.ledger.account(BAN)).toMatchObject({ charged: 35n, held: 0n })
    expect(world.ledger.seller(SELLER_ID)).toMatchObject({ credited: 35n })
  })

  it('clears a full chain without remainder, and with it the payment', async () => {
    const run = await opened(10)
    const reply = cleared(run.world, signedClearing(run.world, takenUpTo(run, 10).seller)[1])
    expect(reply.statement).toMatchObject({ paid: 10n, closed: true })
    expect(run.world.ledger.payment(SELLER_ID, 1n)?.state).toBe('cleared')
  })

  it('gets the same reply when it is repeated, and is paid once', async () => {
    const run = await opened()
    const [, request] = signedClearing(run.world, takenUpTo(run, 1).seller)
    const reply = cleared(run.world, request)
    expect(clear(run.world.clearing, run.world.ledger, request, NOW)).toEqual([{}, { ok: true, value: reply }])
  })

  it('that is old and smaller gets a signed statement of how things stand, and moves nothing', async () => {
    const run = await opened()
    const { world } = run
    const at1 = takenUpTo(run, 1)
    const [asked1, request1] = signedClearing(world, at1.seller)
    const at2 = taken(world, asked1, paid(at1.buyer)[1])
    const [asked2, request2] = signedClearing(world, at2)
    cleared(world, request2)
    const [change, outcome] = clear(world.clearing, world.ledger, request1, NOW)
    expect(change).toEqual({})
    expect(accepted(outcome).statement).toMatchObject({ paid: 0n, paidInAll: 2n })
    expect(told(world, asked2, accepted(outcome))[1]).toBe(2n)
  })

  it('with an old sequence number adds nothing, though its claim is higher', async () => {
    const run = await opened()
    const { world } = run
    const at1 = takenUpTo(run, 1)
    cleared(world, signedClearing(world, at1.seller)[1])
    const higher = taken(world, at1.seller, paid(at1.buyer)[1])
    const reply = cleared(world, signedClearing(world, { ...higher, sequence: 0 })[1])
    expect(reply.statement).toMatchObject({ paid: 0n, paidInAll: 1n })
  })

  it('for nothing closes the chain without paying', async () => {
    const { world, sellerChain } = await opened()
    const reply = cleared(world, signedClearing(world, sellerChain, true)[1])
    expect(reply.statement).toMatchObject({ paid: 0n, closed: true })
    expect(world.ledger.payment(SELLER_ID, 1n)?.state).toBe('void')
    expect(world.ledger.account(BAN)).toMatchObject({ charged: 0n, held: 0n })
  })

  it('for nothing that closes nothing is a statement', async () => {
    const { world, sellerChain } = await opened()
    const reply = cleared(world, signedClearing(world, sellerChain)[1])
    expect(reply.statement).toMatchObject({ paid: 0n, closed: false })
  })

  it('after the close gets a statement and no money', async () => {
    const run = await opened()
    const { world } = run
    const at1 = takenUpTo(run, 1)
    const [closed, request] = signedClearing(world, at1.seller, true)
    cleared(world, request)
    const later = { ...closed, best: takenUpTo(run, 5).seller.best }
    expect(cleared(world, signedClearing(world, later)[1]).statement).toMatchObject({ paid: 0n, paidInAll: 1n })
  })
})

describe('the acquirer refuses', () => {
  it('a coupon that is not the one claimed', async () => {
    const run = await opened()
    const at1 = takenUpTo(run, 1).seller
    const over = { ...at1, best: { spent: 2, value: at1.best.value } }
    expect(clear(run.world.clearing, run.world.ledger, signedClearing(run.world, over)[1], NOW)[1]).toMatchObject({
      refused: 'valueNotOnChain',
    })
  })

  it('a count beyond the chain', async () => {
    const run = await opened()
    const at1 = takenUpTo(run, 1).seller
    const beyond = { ...at1, chain: { ...at1.chain, length: 30 }, best: { spent: 5, value: at1.best.value } }
    expect(clear(run.world.clearing, run.world.ledger, signedClearing(run.world, beyond)[1], NOW)[1]).toMatchObject({
      refused: 'spentOutOfRange',
    })
  })

  it('a proof that is not the seller’s', async () => {
    const run = await opened()
    const [, request] = signedClearing(run.world, takenUpTo(run, 1).seller)
    const forged = { ...request, proof: new Uint8Array(64) }
    expect(clear(run.world.clearing, run.world.ledger, forged, NOW)[1]).toMatchObject({ refused: 'proofWrong' })
  })

  it('every claim where no way to prove it was agreed', async () => {
    const run = await opened()
    const [, request] = signedClearing(run.world, takenUpTo(run, 1).seller)
    const silent = { ...run.world.clearing, verifierOf: () => undefined }
    expect(clear(silent, run.world.ledger, request, NOW)[1]).toMatchObject({ refused: 'proofWrong' })
  })

  it('a payment that it does not know, or knows by another H(Common)', async () => {
    const run = await opened()
    const at1 = takenUpTo(run, 1).seller
    for (const other of [{ transactionId: 2n }, { commonDigest: new Uint8Array(32) }, { sellerId: 'seller-2' }]) {
      const [, request] = signedClearing(run.world, { ...at1, ...other })
      expect(clear(run.world.clearing, run.world.ledger, request, NOW)[1]).toMatchObject({ refused: 'paymentUnknown' })
    }
  })

  it('a chain that is not in Common', async () => {
    const run = await opened()
    const [, request] = signedClearing(run.world, { ...takenUpTo(run, 1).seller, position: 1 })
    expect(clear(run.world.clearing, run.world.ledger, request, NOW)[1]).toMatchObject({ refused: 'chainUnknown' })
  })

  it('coupons of a payment that it declined', async () => {
    const world = await createWorld({ creditLimit: 5n })
    const { buyerChain, sellerChain } = await openCoupons(world, 10)
    const [, request] = signedClearing(world, taken(world, sellerChain, paid(buyerChain)[1]))
    expect(clear(world.clearing, world.ledger, request, NOW)[1]).toMatchObject({ refused: 'notAuthorised' })
  })

  it('to close by a count beyond the chain', async () => {
    const run = await opened()
    const at1 = takenUpTo(run, 1).seller
    const beyond = { ...at1, chain: { ...at1.chain, length: 9 }, best: { spent: -2, value: at1.best.value } }
    expect(
      clear(run.world.clearing, run.world.ledger, signedClearing(run.world, beyond, true)[1], NOW)[1],
    ).toMatchObject({ refused: 'spentOutOfRange' })
  })

  it('claims after the grace, and takes them to its last moment', async () => {
    const run = await opened()
    const [, request] = signedClearing(run.world, takenUpTo(run, 1).seller)
    const last = run.sellerChain.expires + run.world.clearing.graceMs
    expect(clear(run.world.clearing, run.world.ledger, request, last + 1)[1]).toMatchObject({ refused: 'holdExpired' })
    expect(clear(run.world.clearing, run.world.ledger, request, last)[1].ok).toBe(true)
  })

  it('cheaply: no hash is spent on a claim that a comparison refuses', async () => {
    const run = await opened()
    const { world } = run
    const [, request] = signedClearing(world, takenUpTo(run, 9).seller)
    const before = world.tallies.acquirer.read().chainStep
    clear(world.clearing, world.ledger, { ...request, proof: new Uint8Array(64) }, NOW)
    clear(world.clearing, world.ledger, request, TOO_LATE)
    expect(world.tallies.acquirer.read().chainStep).toBe(before)
  })
})

describe('expiry', () => {
  it('gives the unspent part back after the grace, and not before', async () => {
    const run = await opened(10)
    const { world } = run
    cleared(world, signedClearing(world, takenUpTo(run, 1).seller)[1])
    const payment = world.ledger.payment(SELLER_ID, 1n)!
    const last = run.sellerChain.expires + world.clearing.graceMs
    expect(expire(world.clearing, world.ledger, payment, last)).toBeUndefined()
    world.ledger.apply(expire(world.clearing, world.ledger, payment, last + 1)!)
    expect(world.ledger.account(BAN)).toMatchObject({ charged: 1n, held: 0n })
  })

  it('happens once', async () => {
    const { world } = await opened(10)
    world.ledger.apply(expire(world.clearing, world.ledger, world.ledger.payment(SELLER_ID, 1n)!, TOO_LATE)!)
    expect(expire(world.clearing, world.ledger, world.ledger.payment(SELLER_ID, 1n)!, TOO_LATE)).toBeUndefined()
  })
})

describe('a payment of two chains', () => {
  it('keeps the hold of one chain when the other closes, and releases the rest when both are closed', async () => {
    const world = await createWorld()
    const { buyer, seller } = await openSeveral(world, 1n, [10, 1n], [5, 20n])
    const small = taken(world, seller[0]!, paid(buyer[0]!, 3)[1], 3n)
    const large = taken(world, seller[1]!, paid(buyer[1]!, 2)[1], 40n)
    cleared(world, signedClearing(world, small, true)[1])
    expect(world.ledger.account(BAN)).toMatchObject({ charged: 3n, held: 107n })
    cleared(world, signedClearing(world, large, true)[1])
    expect(world.ledger.account(BAN)).toMatchObject({ charged: 43n, held: 0n })
  })
})

it('a chain that is closed stays closed, while another of its payment is open', async () => {
  const world = await createWorld()
  const { buyer, seller } = await openSeveral(world, 1n, [10, 1n], [5, 20n])
  const first = taken(world, seller[0]!, paid(buyer[0]!, 3)[1], 3n)
  const [closed, request] = signedClearing(world, first, true)
  cleared(world, request)
  const later = { ...closed, best: taken(world, seller[0]!, paid(buyer[0]!, 5)[1], 5n).best }
  expect(cleared(world, signedClearing(world, later)[1]).statement).toMatchObject({ paid: 0n, paidInAll: 3n })
})

describe('the seller, told what was paid,', () => {
  it('learns nothing from the same reply twice', async () => {
    const run = await opened()
    const [asked, request] = signedClearing(run.world, takenUpTo(run, 2).seller)
    const reply = cleared(run.world, request)
    const [once, first] = told(run.world, asked, reply)
    const [twice, second] = told(run.world, once, reply)
    expect([first, second]).toEqual([2n, 0n])
    expect(twice).toEqual(once)
  })

  it('makes a new claim when it wants to close as well', async () => {
    const run = await opened()
    const [asked, request] = signedClearing(run.world, takenUpTo(run, 2).seller)
    const [closing, final] = signedClearing(run.world, asked, true)
    expect(final).not.toEqual(request)
    expect(closing.sequence).toBe(2)
  })

  it('does not take a late reply for the answer to its latest claim', async () => {
    const run = await opened()
    const { world } = run
    const at1 = takenUpTo(run, 1)
    const [asked1, request1] = signedClearing(world, at1.seller)
    const [asked2, request2] = signedClearing(world, taken(world, asked1, paid(at1.buyer)[1]))
    const late = cleared(world, request1)
    const [waiting, added] = told(world, asked2, late)
    expect([added, waiting.asked?.request]).toEqual([1n, request2])
  })

  it('sends an unanswered claim again byte for byte', async () => {
    const run = await opened()
    const [asked, request] = signedClearing(run.world, takenUpTo(run, 2).seller)
    expect(signedClearing(run.world, asked)).toEqual([asked, request])
  })

  it.each([
    ['of another chain', { chain: 1 }, 'anotherChain'],
    ['of another payment', { commonDigest: new Uint8Array(32) }, 'anotherChain'],
    ['that the acquirer did not sign', { paidInAll: 7n }, 'acquirerSignatureWrong'],
  ])('refuses a statement %s', async (_name, change, refused) => {
    const run = await opened()
    const { world } = run
    const [asked, request] = signedClearing(world, takenUpTo(run, 2).seller)
    const reply = cleared(world, request)
    const altered = { ...reply, statement: { ...reply.statement, ...change } }
    const { crypto, acquirerKey } = world.seller
    expect(takeClearReply(crypto, acquirerKey, asked, altered)).toEqual([asked, { ok: false, refused }])
  })

  it('notices when less was paid than claimed', async () => {
    const run = await opened()
    const { world } = run
    const [asked, request] = signedClearing(world, takenUpTo(run, 2).seller)
    const reply = cleared(world, request)
    const more = { ...asked, asked: { ...asked.asked!, spent: 3 } }
    const { crypto, acquirerKey } = world.seller
    expect(takeClearReply(crypto, acquirerKey, more, reply)[1]).toMatchObject({ refused: 'paidTooLittle' })
  })

  it('notices when the amount is not what the coupons are worth', async () => {
    const run = await opened()
    const { world } = run
    const [asked, request] = signedClearing(world, takenUpTo(run, 2).seller)
    const reply = cleared(world, request)
    const { crypto, acquirerKey } = world.seller
    expect(takeClearReply(crypto, acquirerKey, { ...asked, value: 2n }, reply)[1]).toMatchObject({
      refused: 'wrongAmount',
    })
  })
})
