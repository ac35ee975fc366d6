// What each party has on disk after an honest payment, for judges and for forgers.

import { createCertificateCheck } from '../ikp/certificate.ts'
import { commonLayout } from '../ikp/common.ts'
import * as judging from '../ikp/judge.ts'
import {
  authRequestLayout,
  authResponseLayout,
  confirmLayout,
  initiateLayout,
  invoiceLayout,
  paymentLayout,
} from '../ikp/messages.ts'
import { answered } from '../ikp/seller.ts'
import type { Variant } from '../ikp/variant.ts'
import { asked } from './ikp-steps.ts'
import { accepted, DESCRIPTION, type World } from '../play/world.ts'

export const ACCOUNT = { number: '4711 0815', pin: '2580' } as const

export interface Files {
  readonly world: World
  readonly judge: judging.Judge
  readonly acquirer: judging.AcquirerFile
  readonly seller: judging.SellerFile
  readonly buyer: judging.BuyerFile
  /** Flow 1 as it was on the wire. */
  readonly initiate: Uint8Array
}

export async function filesOf(variant: Variant): Promise<Files> {
  const { world, initiate, payment, requested, response } = await asked({ variant, pin: ACCOUNT.pin })
  const { scheme, acquirer, ledger, seller } = world
  const { request } = requested
  const common = commonLayout.encode(requested.common)
  const slip = await scheme.crypto.sealing.open(acquirer.sealingKey, request.sealedSlip, request.clear.commonDigest)
  const signatureKey = ledger.account(ACCOUNT.number)?.signatureKey
  if (slip === undefined) throw new Error('a slip that does not open')
  return {
    world,
    judge: { crypto: scheme.crypto, certificates: createCertificateCheck(scheme.crypto, scheme.authority.publicKey) },
    acquirer: { common, request: authRequestLayout.encode(request), slip, account: { ...ACCOUNT, signatureKey } },
    seller: {
      common,
      payment: paymentLayout.encode(payment),
      response: authResponseLayout.encode(response),
      buyerCertificate: initiate.buyerCertificate,
      acquirerCertificate: seller.acquirerCertificate,
    },
    buyer: {
      common,
      invoice: invoiceLayout.encode(requested.invoice),
      confirm: confirmLayout.encode(accepted(answered(seller, requested, response)[1])),
    },
    initiate: initiateLayout.encode(initiate),
  }
}

export const SYMBOL: Record<judging.Strength, string> = { undeniable: 's', deniable: 'w', none: '--' }
const BUYER_KNOWN = {
  byPseudonymOnly: 'pseudonym',
  byCertificate: 'pseudonym, but CERT_B identifies',
  byAccount: 'known',
}

export function verdicts({ judge, acquirer, seller, buyer, initiate: first }: Files): Record<string, string> {
  const known = judging.buyerIsKnownToSeller(judge, { initiate: first, payment: seller.payment }, ACCOUNT.number)
  return {
    A1: SYMBOL[judging.provesBuyerToAcquirer(judge, acquirer)],
    A2: SYMBOL[judging.provesSellerToAcquirer(judge, acquirer)],
    S1: SYMBOL[judging.provesAcquirerToSeller(judge, seller)],
    S2: SYMBOL[judging.provesBuyerToSeller(judge, seller)],
    B1: SYMBOL[judging.provesBuyerToAcquirer(judge, acquirer)],
    B2: SYMBOL[judging.provesAcquirerToBuyer(judge, buyer)],
    B3: SYMBOL[judging.provesSellerToBuyer(judge, buyer)],
    B4: SYMBOL[judging.provesReceipt(judge, buyer)],
    B5: judging.canConfirmOrder(judge, acquirer, DESCRIPTION) ? '--' : 's',
    B6: BUYER_KNOWN[known],
  }
}

/** The matrix of ikp/SPEC.md 7, row by row. The hardened variant meets what 3KP meets. */
const IDENTIFIED = 'pseudonym, but CERT_B identifies'
const SIGNED_3KP = { A1: 's', A2: 's', S1: 's', S2: 's', B1: 's', B2: 's', B3: 's', B4: 's', B5: 's', B6: IDENTIFIED }
export const MATRIX: Record<Variant, Record<string, string>> = {
  '1kp': { A1: 'w', A2: '--', S1: 's', S2: '--', B1: 'w', B2: 's', B3: '--', B4: '--', B5: 's', B6: 'pseudonym' },
  '2kp': { A1: 'w', A2: 's', S1: 's', S2: '--', B1: 'w', B2: 's', B3: 's', B4: 's', B5: 's', B6: 'pseudonym' },
  '3kp': SIGNED_3KP,
  '3kp-hardened': SIGNED_3KP,
}
