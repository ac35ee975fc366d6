import { describe, expect, it } from 'vitest'
import { BAN, cleared, clearingUnder, opened, SELLER_ID } from '../../play/coupon-steps.ts'
import { paid, taken } from '../../testing/coupon-steps.ts'
import { signedClearing, takenUpTo, told } from '../../testing/coupon-steps.ts'
import { NOW } from '../../play/world.ts'
import { clear, type ClearingAcquirer } from './acquirer.ts'
import { provesSeller, type ClearKey, type ClearVerifier } from './clear-proof.ts'
import { clearClaimLayout, type ClearRequest } from './messages.ts'
import { requestClearing, takeClearReply, type SellerChain } from './seller.ts'

const MAC_KEY = new Uint8Array(32).fill(5)
const PER_CLEARING = { perClearing: 3n, basisPoints: 0 }
const HOUR_MS = 3_600_000

/** What a buyer sends in the seller's place: it knows every coupon, so it names an early one as the last. */
function forged(state: SellerChain, spent: number, coupon: Uint8Array, final = false): ClearRequest {
  const { sellerId, transactionId, commonDigest, position } = state
  const index = state.chain.length - spent
  const claim = { sellerId, transactionId, commonDigest, chain: position, sequence: 9, index, coupon, final }
  return { claim: clearClaimLayout.encode(claim), proof: new Uint8Array() }
}

/** A run in which the seller has 8 of 10 coupons and the buyer claims with the first one before it does. */
async function underpaid(verifier: ClearVerifier) {
  const run = await opened(10)
  const { world } = run
  const [after1, first] = paid(run.buyerChain)
  const at1 = taken(world, run.sellerChain, first)
  const seller = taken(world, at1, paid(after1, 7)[1], 7n)
  return {
    run,
    world,
    seller,
    acquirer: clearingUnder(world, verifier, PER_CLEARING),
    forgery: forged(seller, 1, first.coupon),
  }
}

function sellerClears(
  acquirer: ClearingAcquirer,
  world: Parameters<typeof cleared>[0],
  seller: SellerChain,
  key: ClearKey,
) {
  const [asked, request] = requestClearing(world.seller.crypto, seller, key, false)
  return { asked, reply: cleared(world, request, { acquirer }) }
}

describe('a MACed clear request', () => {
  it('is paid without any signature of the seller', async () => {
    const run = await opened()
    const { world } = run
    const before = world.tallies.seller.read().sign
    const acquirer = clearingUnder(world, { kind: 'maced', macKey: MAC_KEY })
    const { asked, reply } = sellerClears(acquirer, world, takenUpTo(run, 4).seller, { kind: 'maced', macKey: MAC_KEY })
    expect(told(world, asked, reply)[1]).toBe(4n)
    expect(world.tallies.seller.read().sign).toBe(before)
  })

  it('is refused under another key', async () => {
    const run = await opened()
    const acquirer = clearingUnder(run.world, { kind: 'maced', macKey: MAC_KEY })
    const key = { kind: 'maced', macKey: new Uint8Array(32) } as const
    const [, request] = requestClearing(run.world.seller.crypto, takenUpTo(run, 4).seller, key, false)
    expect(clear(acquirer, run.world.ledger, request, NOW)[1]).toMatchObject({ refused: 'proofWrong' })
  })
})

describe('a forged clear request', () => {
  it.each<ClearVerifier>([
    { kind: 'maced', macKey: MAC_KEY },
    { kind: 'signed', publicKey: new Uint8Array(32) },
  ])('is refused where claims are $kind', async (verifier) => {
    const { world, acquirer, forgery } = await underpaid(verifier)
    expect(clear(acquirer, world.ledger, forgery, NOW)[1]).toMatchObject({ refused: 'proofWrong' })
  })

  it('costs an unsigned cumulative seller one fee more and no coupon', async () => {
    const { world, seller, acquirer, forgery } = await underpaid({ kind: 'unsigned-cumulative', leastIntervalMs: 0 })
    cleared(world, forgery, { acquirer })
    const { asked, reply } = sellerClears(acquirer, world, seller, { kind: 'unsigned' })
    expect(told(world, asked, reply)[1]).toBe(8n)
    expect(world.ledger.seller(SELLER_ID)).toMatchObject({ credited: 8n, fees: 6n })
  })

  it('robs a seller whose acquirer takes the first unsigned claim as final, and the seller notices', async () => {
    const { world, seller, acquirer, forgery } = await underpaid({ kind: 'unsafe-first-is-final' })
    cleared(world, forgery, { acquirer })
    const { asked, reply } = sellerClears(acquirer, world, seller, { kind: 'unsigned' })
    const { crypto, acquirerKey } = world.seller
    const [after, outcome] = takeClearReply(crypto, acquirerKey, { ...asked, sequence: 1 }, reply)
    expect(outcome).toMatchObject({ refused: 'paidTooLittle' })
    expect(after.closed).toBe(true) // and takes no coupon more that nobody would pay
    expect(world.ledger.seller(SELLER_ID)).toMatchObject({ credited: 1n })
    expect(world.ledger.account(BAN)).toMatchObject({ charged: 1n, held: 0n })
  })

  it('can never be an over-claim', async () => {
    const { world, seller, acquirer } = await underpaid({ kind: 'unsigned-cumulative', leastIntervalMs: 0 })
    const over = forged(seller, 9, seller.best.value)
    expect(clear(acquirer, world.ledger, over, NOW)[1]).toMatchObject({ refused: 'valueNotOnChain' })
  })
})

describe('an unsigned claim', () => {
  it('cannot close a chain', async () => {
    const { world, acquirer, seller } = await underpaid({ kind: 'unsigned-cumulative', leastIntervalMs: 0 })
    const closing = forged(seller, 0, seller.chain.anchor, true)
    expect(clear(acquirer, world.ledger, closing, NOW)[1]).toMatchObject({ refused: 'closingUnproven' })
  })

  it('cannot use up the sequence numbers of the seller', async () => {
    const { world, acquirer, seller, forgery } = await underpaid({ kind: 'unsigned-cumulative', leastIntervalMs: 0 })
    cleared(world, forgery, { acquirer }) // sequence 9; the seller's own has 1
    expect(sellerClears(acquirer, world, seller, { kind: 'unsigned' }).reply.statement.paid).toBe(7n)
  })

  it('that adds something is taken once an interval', async () => {
    const { world, acquirer, seller, forgery } = await underpaid({
      kind: 'unsigned-cumulative',
      leastIntervalMs: HOUR_MS / 2,
    })
    cleared(world, forgery, { acquirer })
    const [, request] = requestClearing(world.seller.crypto, seller, { kind: 'unsigned' }, false)
    expect(clear(acquirer, world.ledger, request, NOW + HOUR_MS / 2 - 1)[1]).toMatchObject({ refused: 'tooSoon' })
    expect(clear(acquirer, world.ledger, request, NOW + HOUR_MS / 2)[1].ok).toBe(true)
  })

  it('is taken at once in the grace, so that a forger cannot hold up the last claim', async () => {
    const { world, acquirer, seller, forgery } = await underpaid({
      kind: 'unsigned-cumulative',
      leastIntervalMs: 10 * HOUR_MS,
    })
    cleared(world, forgery, { acquirer, now: seller.expires })
    const [, request] = requestClearing(world.seller.crypto, seller, { kind: 'unsigned' }, false)
    expect(cleared(world, request, { acquirer, now: seller.expires + 1 }).statement.paid).toBe(7n)
  })

  it('must carry no proof at all', async () => {
    const { world, acquirer, forgery } = await underpaid({ kind: 'unsigned-cumulative', leastIntervalMs: 0 })
    const decorated = { ...forgery, proof: new Uint8Array(1) }
    expect(clear(acquirer, world.ledger, decorated, NOW)[1]).toMatchObject({ refused: 'proofWrong' })
  })
})

it('lets a proven claim close, and only that', () => {
  expect(provesSeller({ kind: 'signed', publicKey: MAC_KEY })).toBe(true)
  expect(provesSeller({ kind: 'maced', macKey: MAC_KEY })).toBe(true)
  expect(provesSeller({ kind: 'unsigned-cumulative', leastIntervalMs: 0 })).toBe(false)
  expect(provesSeller({ kind: 'unsafe-first-is-final' })).toBe(false)
})

it('bills the fee to the seller, pays the claim in full, and says so in the statement', async () => {
  const run = await opened(10, 100n)
  const { world } = run
  const signed = { kind: 'signed', publicKey: world.ledger.payment(SELLER_ID, 1n)!.sellerKey! } as const
  const acquirer = clearingUnder(world, signed, { perClearing: 2n, basisPoints: 150 })
  const reply = cleared(world, signedClearing(world, takenUpTo(run, 5).seller)[1], { acquirer })
  expect(reply.statement).toMatchObject({ paid: 500n, fee: 10n }) // 2 and 1.5 % of 500, rounded up
  expect(world.ledger.seller(SELLER_ID)).toMatchObject({ credited: 500n, fees: 10n })
  expect(world.ledger.own()).toEqual({ fees: 10n })
})
