import { expect, it } from 'vitest'
import { paying } from '../testing/ikp-steps.ts'
import { NOW } from '../play/world.ts'
import { authorise } from './acquirer.ts'
import type { AuthRequest } from './messages.ts'

/** SPEC.md 3: the buyer, or whoever saw flows 1 to 3, asks the acquirer without the seller. */
it.each([
  ['1kp', 'yes'],
  ['2kp', 'yes'],
  ['3kp', 'yes'],
  ['3kp-hardened', 'sellerSignatureWrong'],
] as const)('the disagreement attack on %s: %s', async (variant, expected) => {
  const { world, initiate, invoiced, paid, payment } = await paying({ variant })
  const { clear, sellerSignature, sellerCertificate } = invoiced.invoice
  const withoutSeller: AuthRequest = {
    ...payment,
    clear,
    descriptionDigest: paid.common.descriptionDigest,
    sellerSignature,
    sellerCertificate,
    buyerCertificate: initiate.buyerCertificate,
  }
  const [change, outcome] = await authorise(world.acquirer, world.ledger, withoutSeller, NOW)
  world.ledger.apply(change)
  expect(outcome.ok ? outcome.value.answer : outcome.refused).toBe(expected)
  // money has moved for a payment of which the seller knows nothing but its own invoice
  expect(world.ledger.seller('seller-1')?.credited ?? 0n).toBe(expected === 'yes' ? 25n : 0n)
})
