// Oracle 6 of ARCHITECTURE.md: if the acquirer authorised, buyer and seller hold one H(Common) and EncSlip. The wire
// may drop, delay and repeat, and it may assemble requests of its own from everything it has seen.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printHex } from '../../bytes/hex.ts'
import { createCrypto, ENGINE_NAMES, SUITE_NAMES } from '../../crypto/engines.ts'
import { accepted, createWorld, cryptoOf, DESCRIPTION, NOW, offerFor, priceTerms, runPayment } from '../play/world.ts'
import { authorise } from './acquirer.ts'
import { initiate, pay } from './buyer.ts'
import { paymentLayout, type AuthRequest } from './messages.ts'
import { invoice, requestAuthorisation } from './seller.ts'
import { VARIANTS, type Variant } from './variant.ts'

/** What happens to one of several payments: how far it gets, and whether the wire tries without the seller. */
interface Fate {
  readonly reachesSeller: boolean
  readonly reachesAcquirer: boolean
  readonly wireAsks: boolean
  readonly price: bigint
}

const fates = fc.array(
  fc.record<Fate>({
    reachesSeller: fc.boolean(),
    reachesAcquirer: fc.boolean(),
    wireAsks: fc.boolean(),
    price: fc.bigInt({ min: 1n, max: 50n }),
  }),
  { minLength: 1, maxLength: 5 },
)

/** Digests of EncSlip and H(Common) that the acquirer authorised, and those that sellers know they asked for. */
async function played(variant: Variant, all: readonly Fate[]): Promise<{ authorised: string[]; asked: string[] }> {
  const world = await createWorld({ variant })
  const { buyer, seller, acquirer, ledger } = world
  const authorised: string[] = []
  const asked: string[] = []
  const submit = async (request: AuthRequest): Promise<void> => {
    const [change, outcome] = await authorise(acquirer, ledger, request, NOW)
    ledger.apply(change)
    if (outcome.ok && outcome.value.answer === 'yes')
      authorised.push(nameOf(request.clear.commonDigest, request.sealedSlip))
  }
  for (const [at, fate] of all.entries()) {
    const terms = priceTerms(fate.price)
    const [initiated, first] = initiate(buyer, { sellerId: seller.sellerId, description: DESCRIPTION, terms })
    const input = { initiate: first, offer: offerFor(terms), transactionId: BigInt(at + 1), now: NOW }
    const [invoiced, second] = invoice(seller, input)
    const seen = accepted(second)
    const [paid, third] = await pay(buyer, initiated, seen, NOW)
    const payment = accepted(third)
    if (paid.step !== 'paid' || invoiced === undefined) throw new Error('no payment')
    if (fate.wireAsks) {
      const { descriptionDigest } = paid.common
      const { clear, sellerSignature, sellerCertificate } = seen
      const { buyerCertificate } = first
      await submit({ clear, descriptionDigest, ...payment, sellerSignature, sellerCertificate, buyerCertificate })
    }
    if (!fate.reachesSeller) continue
    const [requested, fourth] = requestAuthorisation(seller, invoiced, payment, NOW)
    if (requested.step !== 'requested') throw new Error(requested.step)
    asked.push(nameOf(requested.commonDigest, paymentLayout.decode(requested.payment).sealedSlip))
    if (fate.reachesAcquirer) await submit(accepted(fourth))
  }
  return { authorised, asked }
}

function nameOf(commonDigest: Uint8Array, sealedSlip: Uint8Array): string {
  return `${printHex(commonDigest)} ${printHex(sealedSlip)}`
}

it('oracle 6: in the hardened variant nothing is authorised that the seller did not ask for', async () => {
  await fc.assert(
    fc.asyncProperty(fates, async (all) => {
      const { authorised, asked } = await played('3kp-hardened', all)
      for (const name of authorised) expect(asked).toContain(name)
    }),
    { numRuns: 60, seed: 6 },
  )
})

it.each(['2kp', '3kp'] as const)('the counter-example shows up in %s', async (variant) => {
  const fate = { reachesSeller: false, reachesAcquirer: false, wireAsks: true, price: 25n }
  const { authorised, asked } = await played(variant, [fate])
  expect(authorised).toHaveLength(1)
  expect(asked).toHaveLength(0)
})

describe('every suite in every engine that offers it runs every variant', () => {
  const offered = ENGINE_NAMES.flatMap((engine) =>
    SUITE_NAMES.filter((suite) => createCrypto(engine, suite) !== undefined).map((suite) => ({ engine, suite })),
  )
  const all = offered.flatMap((choice) => VARIANTS.map((variant) => ({ ...choice, variant })))

  it.each(all)('$engine $suite $variant', async ({ engine, suite, variant }) => {
    const world = await createWorld({ engine, suite, variant })
    expect((await runPayment(world, priceTerms(25n))).answer).toBe('yes')
    expect(world.ledger.account('4711 0815')).toMatchObject({ charged: 25n, held: 0n })
  })
})

const MIXES = (['ed25519', 'p256'] as const).flatMap((suite) =>
  ENGINE_NAMES.flatMap((buyer) =>
    ENGINE_NAMES.flatMap((seller) => ENGINE_NAMES.map((acquirer) => ({ suite, buyer, seller, acquirer }))),
  ),
)

it.each(MIXES)(
  '$suite: a buyer on $buyer, a seller on $seller and an acquirer on $acquirer agree',
  async ({ suite, buyer, seller, acquirer }) => {
    const world = await createWorld({ suite })
    const mixed = {
      ...world,
      buyer: { ...world.buyer, crypto: cryptoOf(buyer, suite) },
      seller: { ...world.seller, crypto: cryptoOf(seller, suite) },
      acquirer: { ...world.acquirer, crypto: cryptoOf(acquirer, suite) },
    }
    expect((await runPayment(mixed, priceTerms(25n))).answer).toBe('yes')
  },
)
