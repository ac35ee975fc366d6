import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { observedCmac } from '../../crypto/cmac.ts'
import { createTally } from '../../crypto/operations.ts'
import { IEP_RECORDS, LAST_NUMBER, NEW_IEP, newestRecord, type IepState } from './purse-state.ts'
import {
  credit,
  debit,
  initializeLoad,
  initializePurchase,
  personaliseIep,
  previousSignature,
  readIep,
  readIepLog,
} from './purse.ts'
import { sessionKey, withSignature } from './keys.ts'
import { creditOrderLayout, purchaseOrderLayout, type Credit, type Maced, type Purchase } from './messages.ts'
import { initializePsam } from './module.ts'
import { BALANCE, buy, macWorld, must, NOW } from './testing/mac-world.ts'

const world = macWorld()
const { tools, iep, psam, iepPersonalisation } = world
const order = orderOf(30n)

/** What the module orders for the purse's next purchase. */
function orderOf(units: bigint, state: IepState = iep): Maced<Purchase> {
  const offer = must(initializePurchase(tools, state)[1])
  return must(initializePsam(tools, psam, { offer, units, date: NOW })[1])
}

/** Any order, under the key that the purse will check it with. */
function signedOrder(changes: Partial<Purchase>): Maced<Purchase> {
  const body = { ...order.body, ...changes }
  const key = sessionKey(tools.mac, iepPersonalisation.purchaseKey, body.iepNumber)
  return withSignature(tools.mac, key, purchaseOrderLayout, body)
}

function signedCredit(changes: Partial<Credit>): Maced<Credit> {
  const body = { iepId: iepPersonalisation.iepId, iepNumber: 2, currency: 'CHF', units: 30n, ...changes }
  const key = sessionKey(tools.mac, iepPersonalisation.loadKey, body.iepNumber)
  return withSignature(tools.mac, key, creditOrderLayout, body)
}

function reset(state: IepState): IepState {
  return { ...state, session: undefined }
}

/** The purse with its last number at the end of all numbers. */
function exhausted(): IepState {
  return { ...iep, log: iep.log.with(0, { ...newestRecord(iep)!, number: LAST_NUMBER }) }
}

describe('personalise', () => {
  it('happens once', () => {
    expect(personaliseIep(iep, iepPersonalisation)).toEqual([iep, { ok: false, refused: 'alreadyPersonalised' }])
  })

  it.each([{ largestBalance: 0n }, { largestPurchase: 0n }])('refuses the limit %o', (limit) => {
    expect(personaliseIep(NEW_IEP, { ...iepPersonalisation, ...limit })[1]).toEqual({
      ok: false,
      refused: 'limitsWrong',
    })
  })
})

describe('initialize', () => {
  it('offers the next number and changes nothing durable, however often', () => {
    const [next, offer] = initializePurchase(tools, iep)
    expect(must(offer).body.iepNumber).toBe(2)
    expect(next.log).toBe(iep.log)
    expect(initializePurchase(tools, next)[1]).toEqual(offer)
  })

  it.each([initializePurchase, initializeLoad])('refuses on a blank purse and at the end of all numbers', (run) => {
    expect(run(tools, NEW_IEP)).toEqual([NEW_IEP, { ok: false, refused: 'notPersonalised' }])
    expect(run(tools, exhausted())[1]).toEqual({ ok: false, refused: 'numberExhausted' })
  })
})

describe('debit', () => {
  it('moves the amount under the offered number, in one record', () => {
    const [next] = debit(tools, iep, order)
    expect(newestRecord(next)).toMatchObject({ number: 2, kind: 'purchase', units: 30n, balance: BALANCE - 30n })
    expect(next.log.filter((record, at) => record !== iep.log[at])).toHaveLength(1)
  })

  it('repeated, repeats S3 and moves nothing, after a reset too', () => {
    const [once, first] = debit(tools, iep, order)
    expect(debit(tools, once, order)).toEqual([once, first])
    expect(debit(tools, reset(once), order)).toEqual([reset(once), first])
  })

  it('another order under a number already used is refused, even from a genuine module', () => {
    const [once] = debit(tools, iep, order)
    for (const changes of [{ units: 31n }, { psamNumber: 9 }, { psamId: new Uint8Array(8) }]) {
      expect(debit(tools, once, signedOrder(changes))).toEqual([once, { ok: false, refused: 'otherNumber' }])
    }
  })

  it('pays down to zero exactly', () => {
    let state = iep
    for (let left = 2; left > 0; left -= 1) [state] = debit(tools, state, orderOf(500n, state))
    expect(must(readIep(state)[1]).balance).toBe(0n)
    expect(debit(tools, state, orderOf(1n, state))[1]).toEqual({ ok: false, refused: 'balanceTooLow' })
  })

  it.each<[string, string, IepState, Maced<Purchase>]>([
    ['a blank purse', 'notPersonalised', NEW_IEP, order],
    ['an order for another purse', 'otherIep', iep, signedOrder({ iepId: new Uint8Array(8) })],
    ['another currency', 'currencyWrong', iep, signedOrder({ currency: 'EUR' })],
    ['nothing', 'amountZero', iep, signedOrder({ units: 0n })],
    ['a number to come', 'otherNumber', iep, signedOrder({ iepNumber: 3 })],
    ['number zero on a purse without a transaction', 'otherNumber', blank(), signedOrder({ iepNumber: 0 })],
    ['a purchase under the number of a load', 'otherNumber', iep, signedOrder({ iepNumber: 1 })],
    ['a changed amount', 'orderForged', iep, { ...order, body: { ...order.body, units: 1n } }],
    ['a wrong S2', 'orderForged', iep, { ...order, signature: new Uint8Array(8) }],
    ['more than the purse allows', 'amountOverLimit', iep, signedOrder({ units: 501n })],
    [
      'more than it holds',
      'balanceTooLow',
      buy(world, { iep: buy(world, world, 400n).iep, psam }, 400n).iep,
      signedOrder({ iepNumber: 4, units: 201n }),
    ],
  ])('refuses %s', (_name, refused, state, asked) => {
    expect(debit(tools, state, asked)).toEqual([state, { ok: false, refused }])
  })
})

function blank(): IepState {
  return personaliseIep(NEW_IEP, iepPersonalisation)[0]
}

describe('credit', () => {
  it('repeated, repeats S3 and loads once', () => {
    const [once, first] = credit(tools, iep, signedCredit({}))
    expect(must(readIep(once)[1]).balance).toBe(BALANCE + 30n)
    expect(credit(tools, reset(once), signedCredit({}))).toEqual([reset(once), first])
  })

  it.each<[string, string, IepState, Maced<Credit>]>([
    ['a blank purse', 'notPersonalised', NEW_IEP, signedCredit({})],
    ['another purse', 'otherIep', iep, signedCredit({ iepId: new Uint8Array(8) })],
    ['another currency', 'currencyWrong', iep, signedCredit({ currency: 'EUR' })],
    ['nothing', 'amountZero', iep, signedCredit({ units: 0n })],
    ['an earlier load with another amount', 'otherNumber', iep, signedCredit({ iepNumber: 1 })],
    ['a wrong S2', 'orderForged', iep, { ...signedCredit({}), signature: new Uint8Array(8) }],
    ['more than fits', 'balanceOverLimit', iep, signedCredit({ units: 1001n })],
  ])('refuses %s', (_name, refused, state, asked) => {
    expect(credit(tools, state, asked)).toEqual([state, { ok: false, refused }])
  })

  it('an order for a purchase is none for a load: keys and tags differ', () => {
    const { iepId, iepNumber, currency, units } = order.body
    const asLoad = { body: { iepId, iepNumber, currency, units }, signature: order.signature }
    expect(credit(tools, iep, asLoad)[1]).toEqual({ ok: false, refused: 'orderForged' })
  })
})

describe('get previous signature', () => {
  it('repeats the last S3, of a load and of a purchase, and changes nothing', () => {
    const [paid, signature] = debit(tools, iep, order)
    const [same, previous] = previousSignature(tools, reset(paid))
    expect(same).toEqual(reset(paid))
    expect(must(previous)).toMatchObject({ record: { number: 2, units: 30n }, ...must(signature) })
    const [loaded, loadSignature] = credit(tools, iep, signedCredit({}))
    expect(must(previousSignature(tools, loaded)[1])).toMatchObject(must(loadSignature))
  })

  it('refuses before any transaction', () => {
    expect(previousSignature(tools, NEW_IEP)[1]).toEqual({ ok: false, refused: 'notPersonalised' })
    expect(previousSignature(tools, blank())[1]).toEqual({ ok: false, refused: 'noSuchRecord' })
  })
})

it('tells its log, newest first, as far back as the ring goes', () => {
  let state = { iep, psam }
  for (let i = 0; i < IEP_RECORDS + 1; i += 1) state = buy(world, state, 1n)
  const read = Array.from({ length: IEP_RECORDS + 2 }, (_, age) => readIepLog(state.iep, { age })[1])
  const numbers = read.map((record) => (record.ok ? record.value.number : 0))
  expect(numbers).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 0, 0])
  expect(readIep(NEW_IEP)[1]).toEqual({ ok: false, refused: 'notPersonalised' })
})

it('costs a purse four MACs a purchase: the session key, S1, the check of S2, S3', () => {
  const tally = createTally()
  const counting = { mac: observedCmac(tools.mac, tally.observe) }
  const [offering] = initializePurchase(counting, iep)
  debit(counting, offering, order)
  expect(tally.read()).toEqual({ mac: 4 })
})

it('oracle 1: whatever a module or an issuer orders, loads = balance + purchases', () => {
  const asked = fc.record({
    number: fc.integer({ min: 0, max: 12 }),
    units: fc.bigInt({ min: 0n, max: 700n }),
    load: fc.boolean(),
    resets: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 40 }), (orders) => {
      let state = iep
      let expected = BALANCE
      for (const { number: iepNumber, units, load, resets } of orders) {
        const before = state
        const [next, outcome] = load
          ? credit(tools, state, signedCredit({ iepNumber, units }))
          : debit(tools, state, signedOrder({ iepNumber, units }))
        if (outcome.ok && next !== before) expected += load ? units : -units
        state = resets ? reset(next) : next
        expect(must(readIep(state)[1]).balance).toBe(expected)
      }
    }),
    { numRuns: 300 },
  )
})
