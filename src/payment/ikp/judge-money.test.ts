import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWorld, NOW, openCoupons, priceTerms, runPayment, type World } from '../play/world.ts'
import { createCertificateCheck } from './certificate.ts'
import { commonLayout } from './common.ts'
import { judgeMoney, type MoneyFile } from './judge-money.ts'
import type { Judge } from './judge.ts'
import type { PaymentRecord } from './ledger.ts'
import { authResponseLayout } from './messages.ts'
import { endHold, settle } from './settle.ts'
import { settlementReplyLayout, settlementRequestLayout, type SettlementKind } from './settlement-messages.ts'
import { openSettlement, orderSettlement, takeSettlementReply, type Settlement } from './settlement-order.ts'
import { VARIANTS, type Variant } from './variant.ts'

/** Of the hold. */
const END = NOW + 3_600_000

async function held(variant: Variant): Promise<{ world: World; state: Settlement }> {
  const world = await createWorld({ variant, capture: 'authorise' })
  const run = await runPayment(world, priceTerms(100n))
  if (run.seller.step !== 'authorised') throw new Error(run.seller.step)
  return { world, state: openSettlement(run.seller) }
}

/** The seller's next state; its old one when somebody refuses. */
function ordered(world: World, state: Settlement, kind: SettlementKind, amount: bigint, now = NOW): Settlement {
  const [waiting, outcome] = orderSettlement(world.seller, state, kind, amount)
  if (!outcome.ok) return state
  const [change, answer] = settle(world.acquirer, world.ledger, outcome.value, now)
  world.ledger.apply(change)
  return answer.ok ? takeSettlementReply(world.seller, waiting, answer.value, now)[0] : state
}

function recordIn(world: World): PaymentRecord {
  return world.ledger.payment('seller-1', 1n)!
}

function fileOf(world: World): MoneyFile {
  const { common, response, orders } = recordIn(world)
  return {
    common: commonLayout.encode(common),
    response: authResponseLayout.encode(response),
    acquirerCertificate: world.acquirerSetup.certificate,
    sellerCertificate: world.seller.certificate,
    orders,
  }
}

function judgeOf({ scheme }: World): Judge {
  return { crypto: scheme.crypto, certificates: createCertificateCheck(scheme.crypto, scheme.authority.publicKey) }
}

/** A payment that was captured in part and refunded in part. */
async function settled(): Promise<{ world: World; judge: Judge; file: MoneyFile }> {
  const { world, state } = await held('3kp-hardened')
  ordered(world, ordered(world, state, 'capture', 80n), 'refund', 30n)
  return { world, judge: judgeOf(world), file: fileOf(world) }
}

it.each(VARIANTS)('oracle 7: finds in stored bytes what the books of the acquirer say, in %s', async (variant) => {
  const kinds = fc.constantFrom<SettlementKind>('capture', 'capture-to', 'void', 'refund')
  const orders = fc.array(fc.tuple(kinds, fc.bigInt({ min: 0n, max: 110n })), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(orders, orders, fc.boolean(), async (before, after, expires) => {
      const { world, state } = await held(variant)
      const at = expires ? END : NOW
      const settled = before.reduce((current, [kind, amount]) => ordered(world, current, kind, amount), state)
      world.ledger.apply(endHold(world.ledger, recordIn(world), at) ?? {})
      after.reduce((current, [kind, amount]) => ordered(world, current, kind, amount, at), settled)
      const { cleared, refunded } = recordIn(world)
      const debt = { cleared, refunded, held: world.ledger.account('4711 0815')!.held }
      expect(judgeMoney(judgeOf(world), fileOf(world), at)).toEqual({ ok: true, value: debt })
    }),
    { numRuns: 20, seed: 7 },
  )
})

describe('refuses', () => {
  it('a no, or a yes of somebody else', async () => {
    const { judge, file, world } = await settled()
    const response = authResponseLayout.encode({ ...recordIn(world).response, answer: 'no' })
    expect(judgeMoney(judge, { ...file, response }, NOW)).toMatchObject({ refused: 'acquirerDidNotAuthorise' })
    const uncertified = { ...file, acquirerCertificate: world.seller.certificate! }
    expect(judgeMoney(judge, uncertified, NOW)).toMatchObject({ refused: 'acquirerNotCertified' })
  })

  it('an order left out, or moved', async () => {
    const { judge, file } = await settled()
    const refusal = { refused: 'orderOfAnotherPayment' }
    expect(judgeMoney(judge, { ...file, orders: file.orders.slice(1) }, NOW)).toMatchObject(refusal)
    expect(judgeMoney(judge, { ...file, orders: [...file.orders].toReversed() }, NOW)).toMatchObject(refusal)
  })

  it('an order that the seller did not sign, and one whose signer nobody certified', async () => {
    const { judge, file } = await settled()
    const [first] = file.orders
    const request = { ...settlementRequestLayout.decode(first!.request), proof: new Uint8Array(64) }
    const orders = [{ ...first!, request: settlementRequestLayout.encode(request) }]
    expect(judgeMoney(judge, { ...file, orders }, NOW)).toMatchObject({ refused: 'sellerDidNotOrder' })
    const nobody = { ...file, sellerCertificate: undefined }
    expect(judgeMoney(judge, nobody, NOW)).toMatchObject({ refused: 'sellerDidNotOrder' })
  })

  it('an order that the books do not hold, though the seller signed it', async () => {
    const { world, state } = await held('3kp-hardened')
    const rich = { ...state, held: 1000n }
    const [, outcome] = orderSettlement(world.seller, rich, 'capture', 101n)
    if (!outcome.ok) throw new Error(outcome.refused)
    const request = settlementRequestLayout.encode(outcome.value)
    const file = { ...fileOf(world), orders: [{ request, reply: new Uint8Array() }] }
    expect(judgeMoney(judgeOf(world), file, NOW)).toMatchObject({ refused: 'amountOutOfRange' })
  })

  it('a statement that the acquirer did not sign, or that does not follow from the order', async () => {
    const { judge, file } = await settled()
    const [first, second] = file.orders
    const stated = settlementReplyLayout.decode(first!.reply)
    const more = { ...stated, statement: { ...stated.statement, cleared: 81n } }
    const forged = [{ ...first!, reply: settlementReplyLayout.encode(more) }]
    expect(judgeMoney(judge, { ...file, orders: forged }, NOW)).toMatchObject({ refused: 'acquirerDidNotState' })
    const swapped = [{ ...first!, reply: second!.reply }]
    expect(judgeMoney(judge, { ...file, orders: swapped }, NOW)).toMatchObject({ refused: 'booksDiffer' })
  })

  it('a hold given back before its end', async () => {
    const { world, state } = await held('3kp-hardened')
    const captured = ordered(world, state, 'capture', 50n)
    world.ledger.apply(endHold(world.ledger, recordIn(world), END)!)
    ordered(world, captured, 'refund', 20n, END)
    expect(judgeMoney(judgeOf(world), fileOf(world), END - 1)).toMatchObject({ refused: 'booksDiffer' })
    expect(judgeMoney(judgeOf(world), fileOf(world), END)).toMatchObject({ ok: true })
  })

  it('coupons, which have a judge of their own', async () => {
    const world = await createWorld()
    await openCoupons(world, 10)
    expect(judgeMoney(judgeOf(world), fileOf(world), NOW)).toMatchObject({ refused: 'clearedByCoupons' })
  })
})
