// How far a forger gets, requirement by requirement: what the letters of SPEC.md 7 mean.

import { expect, it } from 'vitest'
import { ACCOUNT, filesOf, MATRIX, SYMBOL, verdicts, type Files } from '../testing/ikp-files.ts'
import { commonLayout, pseudonymOf, slipLayout } from './common.ts'
import * as judging from './judge.ts'
import {
  authRequestLayout,
  authResponseLayout,
  confirmLayout,
  invoiceLayout,
  paymentLayout,
  signedAnswerLayout,
  signedInvoiceLayout,
  signedPaymentLayout,
  signedRequestLayout,
} from './messages.ts'
import { VARIANTS } from './variant.ts'

/** Who tries: somebody who has read every message of an earlier payment, or one who knows BAN and PIN besides. */
type Forger = 'outsider' | 'confidant'
const RANK: readonly judging.Strength[] = ['none', 'deniable', 'undeniable']

function strongest(attempts: readonly judging.Strength[]): judging.Strength {
  return attempts.reduce((best, each) => (RANK.indexOf(each) > RANK.indexOf(best) ? each : best), 'none')
}

/** The best evidence that a forger can put together for a payment of 99 that nobody made, requirement by requirement. */
function forged(files: Files, forger: Forger): Record<string, judging.Strength> {
  const { judge, acquirer, seller, buyer, world } = files
  const { crypto } = world.scheme
  const known = forger === 'confidant' ? ACCOUNT : { number: '4711 0816', pin: '0000' }
  const blinding = new Uint8Array(16).fill(7)
  const old = commonLayout.decode(acquirer.common)
  const buyerPseudonym = pseudonymOf(crypto, blinding, known.number)
  const common = commonLayout.encode({ ...old, terms: { ...old.terms, price: 99n }, buyerPseudonym })
  const commonDigest = crypto.hash(common)
  const slip = slipLayout.encode({
    ...slipLayout.decode(acquirer.slip),
    price: 99n,
    account: known.number,
    pin: world.buyer.signatureKey === undefined ? known.pin : undefined,
    blinding,
    commonDigest,
  })
  const request = authRequestLayout.decode(acquirer.request)
  const invoiced = invoiceLayout.decode(buyer.invoice)
  const confirmed = confirmLayout.decode(buyer.confirm)
  const keys = crypto.signatures.keyPair(() => new Uint8Array(32).fill(9))
  const { sealedSlip } = request
  const own = (signed: Uint8Array): Uint8Array => crypto.signatures.sign(keys.secretKey, signed)
  const ownInvoice = own(signedInvoiceLayout.encode({ commonDigest }))
  const bySeller = [request.sellerSignature, ownInvoice, own(signedRequestLayout.encode({ commonDigest, sealedSlip }))]
  const byBuyer = [request.buyerSignature, own(signedPaymentLayout.encode({ commonDigest, sealedSlip }))]
  const byAcquirer = [confirmed.acquirerSignature, own(signedAnswerLayout.encode({ answer: 'yes', commonDigest }))]
  const requests = bySeller.flatMap((sellerSignature) =>
    byBuyer.map((buyerSignature) => authRequestLayout.encode({ ...request, sellerSignature, buyerSignature })),
  )
  const acquirerFiles = requests.map((each) => ({ ...acquirer, common, slip, request: each }))
  const sellerFiles = byBuyer.flatMap((buyerSignature) =>
    byAcquirer.map((acquirerSignature) => ({
      ...seller,
      common,
      payment: paymentLayout.encode({ sealedSlip, buyerSignature }),
      response: authResponseLayout.encode({ answer: 'yes', acquirerSignature }),
    })),
  )
  const buyerFiles = [invoiced.sellerSignature, ownInvoice].flatMap((sellerSignature) =>
    byAcquirer.map((acquirerSignature) => ({
      common,
      invoice: invoiceLayout.encode({ ...invoiced, sellerSignature }),
      confirm: confirmLayout.encode({ ...confirmed, acquirerSignature }),
    })),
  )
  const fromBuyer = strongest(acquirerFiles.map((file) => judging.provesBuyerToAcquirer(judge, file)))
  return {
    A1: fromBuyer,
    A2: strongest(acquirerFiles.map((file) => judging.provesSellerToAcquirer(judge, file))),
    S1: strongest(sellerFiles.map((file) => judging.provesAcquirerToSeller(judge, file))),
    S2: strongest(sellerFiles.map((file) => judging.provesBuyerToSeller(judge, file))),
    B1: fromBuyer,
    B2: strongest(buyerFiles.map((file) => judging.provesAcquirerToBuyer(judge, file))),
    B3: strongest(buyerFiles.map((file) => judging.provesSellerToBuyer(judge, file))),
    B4: strongest(buyerFiles.map((file) => judging.provesReceipt(judge, file))),
  }
}

it.each(VARIANTS)(
  'a forger gets as far as the letters of the matrix say, requirement by requirement, in %s',
  async (variant) => {
    const files = await filesOf(variant)
    const outsider = forged(files, 'outsider')
    const confidant = forged(files, 'confidant')
    const letters = Object.fromEntries(
      Object.entries(verdicts(files))
        .filter(([requirement]) => requirement in outsider)
        .map(([requirement, honest]) => {
          if (honest === SYMBOL[outsider[requirement]!]) return [requirement, '--']
          return [requirement, honest === SYMBOL[confidant[requirement]!] ? 'w' : 's']
        }),
    )
    const { B5: _privacy, B6: _anonymity, ...column } = MATRIX[variant]
    expect(letters).toEqual(column)
  },
)
