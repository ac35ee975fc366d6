// The applets as PROTOCOL.md shows them, put together from their declarations.

import type { Layout } from '../../src/bytes/layout.ts'
import { DECLARED_APPLETS } from '../../src/card/applets.ts'
import type { CardCommand, Status } from '../../src/card/commands.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import { cardCertificateLayout, signedCertificateLayout } from '../../src/payment/card-certificate.ts'
import { controlLayout, controlOrderLayout } from '../../src/payment/card-control.ts'
import { holderProtectionLayout } from '../../src/payment/card-guard.ts'
import * as signer from '../../src/payment/card-signature/messages.ts'
import * as purseAsked from '../../src/payment/cafe-tick/card-messages.ts'
import {
  cafeTickAccountLayout,
  cafeTickChainLayout,
  cafeTickIdentityLayout,
} from '../../src/payment/cafe-tick/card-state.ts'
import * as purse from '../../src/payment/cafe-tick/messages.ts'
import { turnLayout } from '../kit/rotating-cell.ts'
import { iepPersonalisationLayout, iepRecordLayout } from '../../src/payment/purse-mac/purse-state.ts'
import * as mac from '../../src/payment/purse-mac/messages.ts'
import * as psam from '../../src/payment/purse-mac/module-state.ts'

export type Shape = Pick<Layout<object>, 'name' | 'type' | 'rows' | 'size'>
export type DocumentedCommand = Omit<CardCommand<never, unknown, string>, 'request' | 'response'> & {
  readonly request: Shape
  readonly response: Shape
}

export interface DocumentedApplet {
  readonly name: string
  readonly aid: Aid
  readonly about: string
  readonly commands: readonly DocumentedCommand[]
  readonly statuses: Readonly<Record<string, Status>>
  /** Structures nested in requests, responses and cells. */
  readonly structures: readonly Shape[]
  readonly cells: readonly Shape[]
}

/** Of every applet with declared commands. */
const DOCUMENTS: Readonly<Record<string, Pick<DocumentedApplet, 'about' | 'structures' | 'cells'>>> = {
  'cafe-tick': {
    about: 'Stored value paid in ticks, after Pedersen and CAFE. Meaning and checks: src/payment/cafe-tick/SPEC.md.',
    structures: [
      signedCertificateLayout,
      cardCertificateLayout,
      purse.tickCommitmentLayout,
      purse.loadOrderLayout,
      purse.loadDoneLayout,
      purse.chainClosedLayout,
      purseAsked.purseLimitsLayout,
      holderProtectionLayout,
      controlOrderLayout,
    ],
    cells: [
      cafeTickIdentityLayout,
      turnLayout(cafeTickAccountLayout),
      cafeTickAccountLayout,
      cafeTickChainLayout,
      purseAsked.logRecordLayout,
      controlLayout,
    ],
  },
  'purse-mac': {
    about: 'The symmetric purse after EN 1546. Meaning and checks: src/payment/purse-mac/SPEC.md.',
    structures: [
      mac.purchaseOfferLayout,
      mac.purchaseOrderLayout,
      mac.purchaseDoneLayout,
      mac.loadOfferLayout,
      mac.creditOrderLayout,
      mac.creditDoneLayout,
      holderProtectionLayout,
      controlOrderLayout,
    ],
    cells: [iepPersonalisationLayout, iepRecordLayout, controlLayout],
  },
  'purse-mac-module': {
    about: "The seller's security module after EN 1546. Meaning and checks: src/payment/purse-mac/SPEC.md.",
    structures: [
      psam.purchaseMasterLayout,
      mac.macedOfferLayout,
      mac.purchaseOfferLayout,
      mac.purchaseOrderLayout,
      mac.purchaseDoneLayout,
      mac.purchaseTakenLayout,
      mac.collectionLayout,
      mac.collectionPaidLayout,
      mac.hotListLayout,
    ],
    cells: [psam.psamPersonalisationLayout, psam.psamBatchLayout, psam.psamCollectionLayout, mac.hotListLayout],
  },
  'card-signature': {
    about: 'A signature for every payment. Meaning and checks: src/payment/card-signature/SPEC.md.',
    structures: [signedCertificateLayout, cardCertificateLayout, signer.cardPaymentLayout],
    cells: [signer.signerPersonalisationLayout, signer.signedPaymentLayout],
  },
  hash: {
    about: 'Chain steps on the card, to be measured alone. Keeps nothing.',
    structures: [],
    cells: [],
  },
  probe: {
    about: 'Single operations of the chip, so often in one command; a count of 0 is the baseline. Keys never leave it.',
    structures: [],
    cells: [],
  },
}

export const DOCUMENTED_APPLETS: readonly DocumentedApplet[] = DECLARED_APPLETS.flatMap((applet) => {
  const document = DOCUMENTS[applet.name]
  return document === undefined ? [] : [{ ...applet, commands: Object.values(applet.commands), ...document }]
})
