import { describe, expect, it } from 'vitest'
import { observedCmac } from '../../crypto/cmac.ts'
import { createTally } from '../../crypto/operations.ts'
import { digestOf } from './acquirer.ts'
import { LAST_NUMBER } from './purse-state.ts'
import { debit, initializePurchase } from './purse.ts'
import { collectionKeyOf, hotListFor } from './issuer.ts'
import { isSigned, withSignature } from './keys.ts'
import {
  collectionPaidLayout,
  LONGEST_HOT_LIST,
  purchaseTakenLayout,
  type Maced,
  type PurchaseOffer,
} from './messages.ts'
import { NEW_PSAM, type PsamState } from './module-state.ts'
import {
  beginCollection,
  creditPsam,
  endCollection,
  initializePsam,
  personalisePsam,
  previousPurchase,
  readPsam,
  updateHotList,
} from './module.ts'
import { buy, macWorld, must, NOW } from './testing/mac-world.ts'

const world = macWorld()
const { tools, issuer, iep, psam, psamPersonalisation } = world
const { psamId } = psamPersonalisation
const [offering, offered] = initializePurchase(tools, iep)
const offer = must(offered)
const [ordering, order] = initializePsam(tools, psam, { offer, units: 30n, date: NOW })
const s3 = must(debit(tools, offering, must(order))[1])
const [credited] = creditPsam(tools, ordering, s3)

function refusalOf(state: PsamState, from: Maced<PurchaseOffer>, units = 30n, date = NOW): string | undefined {
  const [next, outcome] = initializePsam(tools, state, { offer: from, units, date })
  if (!outcome.ok) expect(next).toBe(state)
  return outcome.ok ? undefined : outcome.refused
}

function changed(changes: Partial<PurchaseOffer>): Maced<PurchaseOffer> {
  return { ...offer, body: { ...offer.body, ...changes } }
}

describe('personalise', () => {
  it('happens once, with different masters', () => {
    expect(personalisePsam(psam, psamPersonalisation)[1]).toEqual({ ok: false, refused: 'alreadyPersonalised' })
    const [master] = psamPersonalisation.masters
    for (const masters of [[], [master!, master!]]) {
      const outcome = personalisePsam(NEW_PSAM, { ...psamPersonalisation, masters })[1]
      expect(outcome).toEqual({ ok: false, refused: 'keysWrong' })
    }
    const outcome = personalisePsam(NEW_PSAM, { ...psamPersonalisation, largestPurchase: 0n })[1]
    expect(outcome).toEqual({ ok: false, refused: 'keysWrong' })
  })
})

describe('initialize', () => {
  it('orders the amount under its next number and changes nothing durable', () => {
    expect(must(order).body).toMatchObject({ units: 30n, psamNumber: 1, iepNumber: 2 })
    expect({ ...ordering, session: undefined }).toEqual(psam)
  })

  it.each<[string, string, () => string | undefined]>([
    ['before it is personalised', 'notPersonalised', () => refusalOf(NEW_PSAM, offer)],
    ['another currency', 'currencyWrong', () => refusalOf(psam, changed({ currency: 'EUR' }))],
    ['a purse past its date', 'purseExpired', () => refusalOf(psam, offer, 30n, offer.body.expires + 1)],
    ['a purse of a master that it does not hold', 'keyUnknown', () => refusalOf(psam, changed({ keyVersion: 1 }))],
    ['a changed number', 'purseForged', () => refusalOf(psam, changed({ iepNumber: 3 }))],
    ['a changed date', 'purseForged', () => refusalOf(psam, changed({ expires: offer.body.expires + 1 }))],
    ['another purse', 'purseForged', () => refusalOf(psam, changed({ iepId: new Uint8Array(8) }))],
    ['a wrong S1', 'purseForged', () => refusalOf(psam, { ...offer, signature: new Uint8Array(8) })],
    ['nothing', 'amountZero', () => refusalOf(psam, offer, 0n)],
    ['more than it may take', 'amountOverLimit', () => refusalOf(psam, offer, 601n)],
    ['what its total cannot hold', 'batchFull', () => refusalOf(withBatch({ total: 2n ** 63n - 30n }), offer)],
    ['a purchase after the last number', 'batchFull', () => refusalOf(withBatch({ number: LAST_NUMBER }), offer)],
  ])('refuses %s', (_name, refused, run) => {
    expect(run()).toBe(refused)
  })

  it('takes what fits exactly', () => {
    expect(refusalOf(withBatch({ total: 2n ** 63n - 31n }), offer)).toBeUndefined()
    expect(refusalOf(psam, offer, 600n)).toBeUndefined()
    expect(refusalOf(psam, offer, 30n, offer.body.expires)).toBeUndefined()
  })
})

function withBatch(changes: Partial<PsamState['batch']>): PsamState {
  return { ...psam, batch: { ...psam.batch, ...changes } }
}

describe('credit', () => {
  it('counts the purchase once, however often it is told', () => {
    const [again, outcome] = creditPsam(tools, credited, s3)
    expect(again).toBe(credited)
    expect(must(outcome).total).toBe(30n)
    expect(credited.batch).toMatchObject({ number: 1, total: 30n, count: 1 })
  })

  it('refuses without a purchase, and a wrong S3', () => {
    expect(creditPsam(tools, psam, s3)[1]).toEqual({ ok: false, refused: 'noPurchase' })
    expect(creditPsam(tools, ordering, { signature: new Uint8Array(8) })).toEqual([
      ordering,
      { ok: false, refused: 'debitForged' },
    ])
  })

  it('refuses its own S2 as S3', () => {
    const { signature } = must(order)
    expect(creditPsam(tools, ordering, { signature })[1]).toEqual({ ok: false, refused: 'debitForged' })
  })

  it('after a reset is possible again once the same purchase has been initialized again', () => {
    const [again] = initializePsam(tools, { ...ordering, session: undefined }, { offer, units: 30n, date: NOW })
    expect(creditPsam(tools, again, s3)[0].batch).toEqual(credited.batch)
  })

  it('costs a module five MACs a purchase: two keys, the checks of S1 and S3, S2', () => {
    const tally = createTally()
    const counting = { ...tools, mac: observedCmac(tools.mac, tally.observe) }
    const [next] = initializePsam(counting, psam, { offer, units: 30n, date: NOW })
    creditPsam(counting, next, s3)
    expect(tally.read()).toEqual({ mac: 5 })
  })
})

it('tells its last purchase again, under a key and a tag of their own', () => {
  const told = must(previousPurchase(tools, { ...credited, session: undefined })[1])
  expect(told.body).toEqual(must(order).body)
  expect(isSigned(tools.mac, collectionKeyOf(issuer, psamId), purchaseTakenLayout, told)).toBe(true)
  expect(previousPurchase(tools, psam)[1]).toEqual({ ok: false, refused: 'noSuchRecord' })
  expect(previousPurchase(tools, NEW_PSAM)[1]).toEqual({ ok: false, refused: 'notPersonalised' })
})

describe('collection', () => {
  const first = buy(world, { iep, psam }, 30n)
  const second = buy(world, first, 12n)
  const [collecting, stated] = beginCollection(tools, second.psam)
  const collection = must(stated)
  const paid = acknowledgement({})

  function acknowledgement(changes: Partial<{ number: number; total: bigint; psamId: Uint8Array }>) {
    const body = { psamId, number: 1, total: 42n, ...changes }
    return withSignature(tools.mac, collectionKeyOf(issuer, psamId), collectionPaidLayout, body)
  }

  it('states number, total, count and the hash over all purchases', () => {
    const digest = digestOf(tools.hash, [first.purchase, second.purchase])
    expect(collection.body).toEqual({ psamId, number: 1, currency: 'CHF', total: 42n, count: 2, digest })
  })

  it('asked again before the acquirer has answered is the same, whatever was bought since', () => {
    const third = buy(world, { iep: second.iep, psam: collecting }, 5n)
    expect(must(beginCollection(tools, third.psam)[1])).toEqual(collection)
    expect(third.psam.batch).toMatchObject({ number: 3, total: 5n, count: 1 })
  })

  it('ends with the acquirer’s word, once, and the next has the next number', () => {
    const [ended] = endCollection(tools, collecting, paid)
    expect(ended.collection.open).toBe(false)
    expect(endCollection(tools, ended, paid)).toEqual([ended, { ok: true, value: {} }])
    expect(beginCollection(tools, ended)[1]).toEqual({ ok: false, refused: 'nothingToCollect' })
    const third = buy(world, { iep: second.iep, psam: ended }, 5n)
    expect(must(beginCollection(tools, third.psam)[1]).body).toMatchObject({ number: 2, total: 5n })
  })

  it.each([
    ['otherCollection', acknowledgement({ number: 2 })],
    ['otherCollection', acknowledgement({ total: 41n })],
    ['otherCollection', acknowledgement({ psamId: new Uint8Array(8) })],
    ['paymentForged', { ...paid, signature: new Uint8Array(8) }],
  ])('is not ended by a wrong word: %s', (refused, word) => {
    expect(endCollection(tools, collecting, word)).toEqual([collecting, { ok: false, refused }])
  })

  it('needs a personalised module', () => {
    expect(beginCollection(tools, NEW_PSAM)[1]).toEqual({ ok: false, refused: 'notPersonalised' })
    expect(endCollection(tools, NEW_PSAM, paid)[1]).toEqual({ ok: false, refused: 'notPersonalised' })
    expect(readPsam(NEW_PSAM)[1]).toEqual({ ok: false, refused: 'notPersonalised' })
    expect(must(readPsam(second.psam)[1])).toEqual({ psamId, currency: 'CHF', number: 2, total: 42n, count: 2 })
  })
})

describe('hot list', () => {
  const list = { version: 3, purses: [iep.identity!.iepId] }
  const [warned] = updateHotList(tools, psam, hotListFor(issuer, psamId, list))

  it('keeps its purses out', () => {
    expect(refusalOf(warned, offer)).toBe('purseHot')
  })

  it('is replaced by newer ones only; the same again changes nothing', () => {
    expect(updateHotList(tools, warned, hotListFor(issuer, psamId, { ...list, purses: [] }))[0]).toBe(warned)
    const old = hotListFor(issuer, psamId, { version: 2, purses: [] })
    expect(updateHotList(tools, warned, old)).toEqual([warned, { ok: false, refused: 'listOld' }])
    const [calm] = updateHotList(tools, warned, hotListFor(issuer, psamId, { version: 4, purses: [] }))
    expect(refusalOf(calm, offer)).toBeUndefined()
  })

  it('comes from the acquirer, for this module', () => {
    const forged = hotListFor(issuer, new Uint8Array(8), list)
    expect(updateHotList(tools, psam, forged)).toEqual([psam, { ok: false, refused: 'listForged' }])
    expect(updateHotList(tools, NEW_PSAM, forged)[1]).toEqual({ ok: false, refused: 'notPersonalised' })
  })

  it('holds so many purses and no more', () => {
    const purses = Array.from({ length: LONGEST_HOT_LIST + 1 }, () => new Uint8Array(8))
    expect(() => hotListFor(issuer, psamId, { version: 9, purses })).toThrow(RangeError)
  })
})
