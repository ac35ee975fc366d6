// Somebody who has seen flows 1 to 3 asks the acquirer in the seller's place (Ogata and Futatsugi; ikp/SPEC.md 3):
// Sig_S was made before there was a payment, so it fits whatever the buyer sends.

import { authorise } from '../../src/payment/ikp/acquirer.ts'
import { initiate, pay } from '../../src/payment/ikp/buyer.ts'
import { authRequestLayout } from '../../src/payment/ikp/messages.ts'
import { invoice } from '../../src/payment/ikp/seller.ts'
import { VARIANTS, type Variant } from '../../src/payment/ikp/variant.ts'
import { accepted, createWorld, DESCRIPTION, NOW, offerFor, priceTerms } from '../../src/payment/play/world.ts'
import type { Attack, AttackRow, Stage } from './attack.ts'
import { refusalOf } from './row.ts'
import { FLOWS } from '../scheme/ikp/desk.ts'
import { openStage } from './stage.ts'

const PRICE = 25n

export const disagreement: Attack = {
  name: 'disagreement',
  title: 'a payment is authorised of which the seller knows nothing',
  source: 'src/payment/ikp/SPEC.md 3',
  async run(stage = openStage()) {
    const rows: AttackRow[] = []
    for (const variant of VARIANTS) rows.push(await stage.under(variant, () => play(stage, variant)))
    return rows
  },
}

/** The buyer is charged and the seller credited for an order that the seller never asked to have authorised. */
async function play(stage: Stage, variant: Variant): Promise<AttackRow> {
  const { buyer, seller, acquirer, ledger } = await createWorld({ variant })
  const terms = priceTerms(PRICE)
  const [initiated, first] = initiate(buyer, { sellerId: seller.sellerId, description: DESCRIPTION, terms })
  const input = { initiate: stage.tap.initiate(first), offer: offerFor(terms), transactionId: 1n, now: NOW }
  const seen = stage.tap.invoice(accepted(invoice(seller, input)[1]))
  const [paid, payment] = await pay(buyer, initiated, seen, NOW)
  if (paid.step !== 'paid') throw new RangeError(`a buyer that is ${paid.step}`)
  // The seller never gets the payment: what it would have added stands in flows 1 and 2.
  const withoutSeller = {
    ...stage.tap.payment(accepted(payment)),
    clear: seen.clear,
    descriptionDigest: paid.common.descriptionDigest,
    sellerSignature: seen.sellerSignature,
    sellerCertificate: seen.sellerCertificate,
    buyerCertificate: first.buyerCertificate,
  }
  const request = stage.sends(authRequestLayout, withoutSeller, { ...FLOWS.request, from: 'eavesdropper' })
  const [change, outcome] = await authorise(acquirer, ledger, request, NOW)
  stage.judges('acquirer', FLOWS.request.step, outcome)
  ledger.apply(change)
  const charged = ledger.account(buyer.account)?.charged ?? 0n
  return {
    setting: variant,
    outcome: charged > 0n ? 'succeeds' : 'stopped',
    gains: { buyer: -charged, seller: charged },
    because: outcome.ok ? 'nothing that the acquirer sees was made after the payment' : refusalOf(outcome),
  }
}
