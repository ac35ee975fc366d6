// The acquirer over time: wrong PINs, several requests at once, and records that were forgotten.

import { describe, expect, it } from 'vitest'
import { makeChain } from './coupon/buyer.ts'
import { runFlow, type Wiretap } from '../play/flow.ts'
import {
  accepted,
  couponTerms,
  createWorld,
  DESCRIPTION,
  NOW,
  offerFor,
  priceTerms,
  type World,
} from '../play/world.ts'
import { authorise, decide, openRequest } from './acquirer.ts'
import { initiate, pay } from './buyer.ts'
import { digestCommon, digestDescription, type Clear } from './common.ts'
import type { AuthRequest, Initiate } from './messages.ts'
import { MOST_WRONG_PINS } from './request-check.ts'
import { invoice, requestAuthorisation } from './seller.ts'
import { mayForget } from './settle.ts'

const ACCOUNT = '4711 0815'

/** Flows 1 to 4 for one more payment. */
async function requestOf(world: World, transactionId: bigint, price = 25n): Promise<AuthRequest> {
  const { buyer, seller } = world
  const terms = priceTerms(price)
  const [initiated, first] = initiate(buyer, { sellerId: seller.sellerId, description: DESCRIPTION, terms })
  const [invoiced, second] = invoice(seller, { initiate: first, offer: offerFor(terms), transactionId, now: NOW })
  const [, third] = await pay(buyer, initiated, accepted(second), NOW)
  return accepted(requestAuthorisation(seller, invoiced!, accepted(third), NOW)[1])
}

async function asked(world: World, request: AuthRequest, now = NOW): Promise<string> {
  const [change, outcome] = await authorise(world.acquirer, world.ledger, request, now)
  world.ledger.apply(change)
  return outcome.ok ? outcome.value.answer : outcome.refused
}

describe('a PIN', () => {
  it('may be wrong three times, and then even the right one is blocked', async () => {
    const world = await createWorld({ variant: '2kp', pin: '2580' })
    const guessing = { ...world, buyer: { ...world.buyer, pin: '0000' } }
    for (let tries = 1n; tries <= MOST_WRONG_PINS; tries += 1n) {
      expect(await asked(world, await requestOf(guessing, tries))).toBe('pinWrong')
    }
    expect(await asked(world, await requestOf(world, 9n))).toBe('pinBlocked')
  })

  it('is not counted wrong again when the network repeats the request', async () => {
    const world = await createWorld({ variant: '2kp', pin: '2580' })
    const request = await requestOf({ ...world, buyer: { ...world.buyer, pin: '0000' } }, 1n)
    for (let repeats = 0; repeats < 2 * MOST_WRONG_PINS; repeats += 1) {
      expect(await asked(world, request)).toBe('pinWrong')
    }
    expect(await asked(world, await requestOf(world, 2n))).toBe('yes')
  })

  it('that a buyer sends for an account without one is ignored', async () => {
    const world = await createWorld({ variant: '2kp' })
    expect(await asked(world, await requestOf({ ...world, buyer: { ...world.buyer, pin: '0000' } }, 1n))).toBe('yes')
  })
})

describe('a slip', () => {
  it('that opens but is no slip is refused like one that does not open: slipNotIntact', async () => {
    const world = await createWorld({ variant: '2kp' })
    const request = await requestOf(world, 1n)
    const { sealingKey } = world.buyer.certificates(world.acquirerSetup.certificate, 'acquirer', NOW)!
    const sealedSlip = await world.buyer.crypto.sealing.seal(sealingKey!, DESCRIPTION, request.clear.commonDigest)
    expect(await asked(world, { ...request, sealedSlip })).toBe('slipNotIntact')
  })

  it('of coupons that both others agreed to clear at once is refused: termsNotSane', async () => {
    const world = await createWorld({ variant: '1kp' })
    const chain = makeChain(world.chain, world.buyer.random, 10, 1n)
    let first: Initiate | undefined
    let agreed: Clear | undefined
    const tap: Wiretap = {
      initiate: (message) => (first = message),
      invoice(message) {
        const { salt, terms, buyerPseudonym } = first!
        const part = { ...message.clear.seller, capture: 'authorise-and-clear' as const }
        const descriptionDigest = digestDescription(world.scheme.crypto, salt, DESCRIPTION)
        const common = { seller: part, terms, buyerPseudonym, descriptionDigest, buyerShare: undefined }
        agreed = { ...message.clear, seller: part, commonDigest: digestCommon(world.scheme.crypto, common) }
        return { ...message, clear: agreed }
      },
      request: (message) => ({ ...message, clear: agreed! }),
    }
    const refused = { kind: 'stopped', by: 'acquirer', refused: 'termsNotSane' }
    expect(await runFlow(world, couponTerms(chain), tap)).toEqual(refused)
  })
})

describe('several requests at once', () => {
  it('never get more than the credit, when each is decided and applied without a pause', async () => {
    const world = await createWorld({ creditLimit: 60n })
    const { acquirer, ledger } = world
    const requests = [await requestOf(world, 1n), await requestOf(world, 2n), await requestOf(world, 3n)]
    const answers = await Promise.all(
      requests.map(async (request) => {
        const opened = await openRequest(acquirer, ledger, request, NOW)
        const [change, outcome] = decide(acquirer, ledger, opened, NOW)
        ledger.apply(change)
        return accepted(outcome).answer
      }),
    )
    expect(answers.filter((answer) => answer === 'yes')).toHaveLength(2)
    expect(ledger.account(ACCOUNT)).toMatchObject({ charged: 50n, held: 0n })
  })

  it('that are the same one are answered once', async () => {
    const world = await createWorld()
    const { acquirer, ledger } = world
    const request = await requestOf(world, 1n)
    const opened = [
      await openRequest(acquirer, ledger, request, NOW),
      await openRequest(acquirer, ledger, request, NOW),
    ]
    for (const each of opened) ledger.apply(decide(acquirer, ledger, each, NOW)[0])
    expect(ledger.account(ACCOUNT)).toMatchObject({ charged: 25n })
  })

  it('are refused by date when the window closed while the slip was being opened', async () => {
    const world = await createWorld()
    const opened = await openRequest(world.acquirer, world.ledger, await requestOf(world, 1n), NOW)
    const late = NOW + world.acquirer.dateWindowMs + 1
    expect(decide(world.acquirer, world.ledger, opened, late)[1]).toMatchObject({ refused: 'dateOutsideWindow' })
  })
})

it('a no stays a no when the same request comes after a top-up; a new one gets a yes', async () => {
  const world = await createWorld({ creditLimit: 20n })
  const { ledger } = world
  const request = await requestOf(world, 1n)
  expect(await asked(world, request)).toBe('no')
  ledger.apply({ account: { ...ledger.account(ACCOUNT)!, creditLimit: 100n } })
  expect(await asked(world, request)).toBe('no')
  expect(ledger.account(ACCOUNT)).toMatchObject({ charged: 0n, held: 0n })
  expect(await asked(world, await requestOf(world, 2n))).toBe('yes')
})

describe('a record', () => {
  it('that was forgotten as soon as the rule allows is missed by nobody: its replay is refused by date', async () => {
    const world = await createWorld()
    const { acquirer, ledger } = world
    const request = await requestOf(world, 1n)
    expect(await asked(world, request)).toBe('yes')
    const record = ledger.payment('seller-1', 1n)!
    const first = [...Array(3).keys()]
      .map((ms) => NOW + acquirer.dateWindowMs + ms)
      .find((now) => mayForget(record, acquirer.dateWindowMs, now))!
    ledger.apply({ forget: record })
    expect(ledger.payment('seller-1', 1n)).toBeUndefined()
    expect(await asked(world, request, first)).toBe('dateOutsideWindow')
    expect(ledger.account(ACCOUNT)).toMatchObject({ charged: 25n })
  })

  it('that is gone leaves its anchors used', async () => {
    const world = await createWorld()
    const { ledger } = world
    await runFlow(world, priceTerms(25n))
    const record = ledger.payment('seller-1', 1n)!
    const anchor = new Uint8Array(16).fill(4)
    const chains = [{ id: new Uint8Array(16), anchor, length: 3 }]
    const withChain = { ...record, common: { ...record.common, terms: { ...record.common.terms, chains } } }
    ledger.apply({ payment: withChain })
    ledger.apply({ forget: withChain })
    expect(ledger.anchorIsUsed(anchor)).toBe(true)
  })
})
