import { describe, expect, it } from 'vitest'
import { shadowBalance } from '../card-account.ts'
import { bookPurchase, collect, collectUnlisted, digestOf, receiptOf } from './acquirer.ts'
import { credit, initializeLoad, readIep } from './purse.ts'
import { collectionKeyOf, confirmCredit, makeIep, orderCredit, type PsamAccount } from './issuer.ts'
import { isSigned, sessionKey, withSignature } from './keys.ts'
import {
  collectionLayout,
  collectionPaidLayout,
  loadOfferLayout,
  type Collection,
  type CollectionClaim,
} from './messages.ts'
import { beginCollection, endCollection } from './module.ts'
import { BALANCE, buy, macWorld, must } from './testing/mac-world.ts'

const world = macWorld()
const { tools, issuer, iep, psam, account, seller, psamPersonalisation } = world
const { psamId } = psamPersonalisation
const first = buy(world, { iep, psam }, 30n)
const second = buy(world, first, 12n)
const [collecting, stated] = beginCollection(tools, second.psam)
const claim: CollectionClaim = { collection: must(stated), purchases: [first.purchase, second.purchase] }

function signed(changes: Partial<Collection>): CollectionClaim['collection'] {
  const key = collectionKeyOf(issuer, psamId)
  return withSignature(tools.mac, key, collectionLayout, { ...claim.collection.body, ...changes })
}

describe('collect', () => {
  const [paid, outcome] = collect(issuer, seller, claim)

  it('pays the total on one MAC and answers with a receipt that closes the collection', () => {
    const { receipt, units, purchases } = must(outcome)
    expect({ units, purchases }).toEqual({ units: 42n, purchases: claim.purchases })
    expect(isSigned(tools.mac, collectionKeyOf(issuer, psamId), collectionPaidLayout, receipt)).toBe(true)
    expect(endCollection(tools, collecting, receipt)[0].collection.open).toBe(false)
    expect(paid).toMatchObject({ collected: 1, number: 2, paid: 42n })
  })

  it('repeated, gives the same receipt, pays nothing and books nothing', () => {
    const again = collect(issuer, paid, claim)
    expect(again[0]).toBe(paid)
    expect(must(again[1])).toEqual({ receipt: must(outcome).receipt, units: 0n, purchases: [] })
  })

  it('goes on with the next collection where the last one ended', () => {
    const [ended] = endCollection(tools, collecting, must(outcome).receipt)
    const third = buy(world, { iep: second.iep, psam: ended }, 5n)
    const next = { collection: must(beginCollection(tools, third.psam)[1]), purchases: [third.purchase] }
    expect(must(collect(issuer, paid, next)[1]).units).toBe(5n)
  })

  it('pays on the MAC alone where the terminal has lost the purchases, and goes on from there', () => {
    const [lost, unlisted] = collectUnlisted(issuer, seller, claim.collection)
    expect(lost).toEqual(paid)
    expect(must(unlisted)).toEqual({ ...must(outcome), purchases: [] })
    expect(must(collectUnlisted(issuer, lost, claim.collection)[1]).units).toBe(0n)
    expect(collectUnlisted(issuer, { ...seller, collected: 1 }, claim.collection)[1]).toEqual({
      ok: false,
      refused: 'collectionOutOfOrder',
    })
    expect(collectUnlisted(issuer, seller, changedTotal().collection)[1]).toEqual({
      ok: false,
      refused: 'collectionForged',
    })
  })

  it('shows the module its acquirer by the receipt of the last collection, the first one included', () => {
    for (const [module, books, holds] of [
      [first.psam, seller, true],
      [collecting, paid, true],
      [collecting, seller, false],
    ] as const) {
      expect(endCollection(tools, module, receiptOf(issuer, books))[1].ok).toBe(holds)
    }
    const stranger = { ...issuer, collectionMaster: new Uint8Array(16) }
    expect(endCollection(tools, first.psam, receiptOf(stranger, seller))[1]).toMatchObject({ refused: 'paymentForged' })
  })

  const [one, two] = claim.purchases
  it.each<[string, PsamAccount, CollectionClaim]>([
    ['otherPsam', { ...seller, psamId: new Uint8Array(8) }, claim],
    ['currencyWrong', { ...seller, currency: 'EUR' }, claim],
    ['collectionForged', seller, { ...claim, collection: { ...claim.collection, signature: new Uint8Array(8) } }],
    ['collectionForged', seller, changedTotal()],
    ['collectionOutOfOrder', { ...seller, collected: 1 }, claim],
    ['collectionOutOfOrder', seller, { ...claim, collection: signed({ number: 2 }) }],
    ['purchasesMissing', seller, { ...claim, purchases: [one!] }],
    ['purchasesAltered', seller, { ...claim, purchases: [two!, one!] }],
    ['purchasesAltered', seller, { ...claim, purchases: [one!, { ...two!, iepId: new Uint8Array(8) }] }],
    ['totalWrong', seller, { ...claim, collection: signed({ total: 43n }) }],
    ['purchaseNotNew', { ...seller, number: 1 }, claim],
    ['purchaseNotNew', seller, withGap()],
    ['paidOverRange', { ...seller, paid: 2n ** 63n - 42n }, claim],
  ])('refuses: %s', (refused, from, asked) => {
    expect(collect(issuer, from, asked)).toEqual([from, { ok: false, refused }])
  })
})

/** A module that left a number out: what was bought under it is missing. */
function withGap(): CollectionClaim {
  const purchases = [first.purchase, { ...second.purchase, psamNumber: 3 }]
  return { collection: signed({ digest: digestOf(tools.hash, purchases) }), purchases }
}

function changedTotal(): CollectionClaim {
  const { body, signature } = claim.collection
  return { ...claim, collection: { body: { ...body, total: 43n }, signature } }
}

describe('the shadow balance of a purse', () => {
  it('is what the purse holds once all its purchases are booked', () => {
    let books = account
    for (const purchase of claim.purchases) [books] = bookPurchase(books, purchase)
    expect(shadowBalance(books)).toBe(must(readIep(second.iep)[1]).balance)
  })

  it('shows a purse that uses a number twice, for purchases or for a load and a purchase', () => {
    const [booked] = bookPurchase(account, first.purchase)
    expect(bookPurchase(booked, first.purchase)).toEqual([
      { ...booked, standing: 'broken' },
      { ok: false, refused: 'numberUsedTwice' },
    ])
    const asLoad = { ...first.purchase, iepNumber: 1 }
    expect(bookPurchase(account, asLoad)[1]).toEqual({ ok: false, refused: 'numberUsedTwice' })
  })

  it('shows a purse that pays more than was loaded: the seller is paid all the same', () => {
    const [next, outcome] = bookPurchase({ ...account, loaded: 29n }, first.purchase)
    expect([next.standing, must(outcome).broken]).toEqual(['broken', true])
  })
})

describe('loads at the issuer', () => {
  const [offering, offer] = initializeLoad(tools, second.iep)
  const [ordered, order] = orderCredit(issuer, account, must(offer), 70n)

  it('count from the order on, reach the purse, and are confirmed by S3', () => {
    const [loaded, signature] = credit(tools, offering, must(order))
    expect(must(readIep(loaded)[1]).balance).toBe(BALANCE - 42n + 70n)
    expect(shadowBalance(ordered)).toBe(BALANCE + 70n)
    expect(must(confirmCredit(issuer, ordered, must(order).body, must(signature))[1])).toBe(70n)
  })

  it('are ordered once a number, and the same order can be had again', () => {
    expect(orderCredit(issuer, ordered, must(offer), 70n)).toEqual([ordered, order])
    expect(orderCredit(issuer, ordered, must(offer), 71n)[1]).toEqual({ ok: false, refused: 'numberUsed' })
  })

  it('are refused to a purse that shows more than it can have', () => {
    const cloned = { ...account, deposited: 43n }
    expect(orderCredit(issuer, cloned, must(offer), 1n)).toEqual([
      { ...cloned, standing: 'broken' },
      { ok: false, refused: 'purseBroken' },
    ])
    expect(orderCredit(issuer, { ...account, deposited: 42n }, must(offer), 1n)[1].ok).toBe(true)
  })

  it('does not take a load that is only ordered for one that the purse may show', () => {
    const { iepId, loadKey } = world.iepPersonalisation
    const body = { iepId, currency: 'CHF', iepNumber: must(offer).body.iepNumber, balance: BALANCE + 1n }
    const key = sessionKey(tools.mac, loadKey, body.iepNumber)
    const tooRich = withSignature(tools.mac, key, loadOfferLayout, body)
    expect(orderCredit(issuer, ordered, tooRich, 70n)[1]).toEqual({ ok: false, refused: 'purseBroken' })
  })

  it.each([
    ['otherIep', { ...account, cardId: new Uint8Array(8) }, must(offer)],
    ['currencyWrong', { ...account, currency: 'EUR' }, must(offer)],
    ['offerForged', account, { ...must(offer), signature: new Uint8Array(8) }],
    ['offerForged', account, { ...must(offer), body: { ...must(offer).body, balance: 1n } }],
  ])('refuse: %s', (refused, from, asked) => {
    expect(orderCredit(issuer, from, asked, 1n)).toEqual([from, { ok: false, refused }])
  })

  it('take no receipt that the purse did not make', () => {
    const { body } = must(order)
    const wrong = { signature: new Uint8Array(8) }
    expect(confirmCredit(issuer, ordered, body, wrong)[1]).toEqual({ ok: false, refused: 'receiptForged' })
    const elsewhere = { ...ordered, cardId: new Uint8Array(8) }
    expect(confirmCredit(issuer, elsewhere, body, wrong)[1]).toEqual({ ok: false, refused: 'otherIep' })
  })
})

it('makes nothing under a key version that it does not have', () => {
  const { iepId, currency, expires, largestBalance, largestPurchase } = world.iepPersonalisation
  const order = { iepId, currency, expires, largestBalance, largestPurchase, keyVersion: 9 }
  expect(() => makeIep(issuer, order)).toThrow(RangeError)
})
