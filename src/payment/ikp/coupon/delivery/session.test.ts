import { describe, expect, it } from 'vitest'
import { openDelivery } from '../../../play/delivery-steps.ts'
import { couponTerms, createWorld, runPayment, type World } from '../../../play/world.ts'
import { makeChain } from '../buyer.ts'
import { buyerKeys, nonceOf, sellerKeys } from './session.ts'

async function authorised(world: World, agreesOnKey: boolean, transactionId = 1n) {
  const chain = makeChain(world.chain, world.buyer.random, 5, 1n)
  const run = await runPayment(world, couponTerms(chain), transactionId, agreesOnKey)
  if (run.buyer.step !== 'answered') throw new Error(run.buyer.step)
  return { buyer: run.buyer.paid, seller: run.seller }
}

describe('the keys of a session', () => {
  it('are the same at both ends, and another pair for each H(Common)', async () => {
    const world = await createWorld()
    const first = await authorised(world, true, 1n)
    const second = await authorised(world, true, 2n)
    const keys = buyerKeys(world.buyer.crypto, first.buyer)
    expect(sellerKeys(world.seller.crypto, first.seller)).toEqual(keys)
    expect(buyerKeys(world.buyer.crypto, second.buyer)).not.toEqual(keys)
  })

  it('are bound to H(Common): the same shares under another digest give other keys', async () => {
    const world = await createWorld()
    const { buyer } = await authorised(world, true)
    const moved = { ...buyer, commonDigest: new Uint8Array(32) }
    expect(buyerKeys(world.buyer.crypto, moved)?.macKey).not.toEqual(buyerKeys(world.buyer.crypto, buyer)?.macKey)
  })

  it('authenticate by one key and encrypt by another', async () => {
    const { buyer } = await openDelivery()
    expect(buyer.keys.macKey).not.toEqual(buyer.keys.cipherKey)
  })

  it('do not exist where the buyer asked for none', async () => {
    const world = await createWorld()
    const { buyer, seller } = await authorised(world, false)
    expect([buyerKeys(world.buyer.crypto, buyer), sellerKeys(world.seller.crypto, seller)]).toEqual([
      undefined,
      undefined,
    ])
  })

  it('do not come from a share that leaves nothing secret', async () => {
    const world = await createWorld()
    const { seller } = await authorised(world, true)
    const weak = { ...seller, common: { ...seller.common, buyerShare: new Uint8Array(32) } }
    expect(sellerKeys(world.seller.crypto, weak)).toBeUndefined()
  })

  it('cost the buyer two multiplications and four MACs, its share included', async () => {
    const world = await createWorld()
    const { buyer } = await authorised(world, true)
    const before = world.tallies.buyer.read()
    expect(before.agree).toBe(1)
    buyerKeys(world.buyer.crypto, buyer)
    const after = world.tallies.buyer.read()
    expect([(after.agree ?? 0) - 1, (after.mac ?? 0) - (before.mac ?? 0)]).toEqual([1, 4])
  })
})

it('gives every number and direction a nonce of its own', () => {
  const nonces = ['toSeller', 'toBuyer'] as const
  const all = nonces.flatMap((direction) => [1, 2, 2 ** 31].map((number) => nonceOf(direction, number).join()))
  expect(new Set(all).size).toBe(6)
})
