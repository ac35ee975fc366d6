// The applets as PROTOCOL.md shows them, put together from their declarations.

import type { Layout } from '../../src/bytes/layout.ts'
import type { CardCommand, Status } from '../../src/card/commands.ts'
import { HASH_AID, HASH_COMMANDS, HASH_STATUSES } from '../../src/card/hash-commands.ts'
import { PURSE_MAC_AID, PURSE_MAC_COMMANDS, PURSE_MAC_STATUSES } from '../../src/card/purse-mac/purse-commands.ts'
import { PROBE_AID, PROBE_COMMANDS, PROBE_STATUSES } from '../../src/card/probe-commands.ts'
import {
  PURSE_MAC_MODULE_AID,
  PURSE_MAC_MODULE_COMMANDS,
  PURSE_MAC_MODULE_STATUSES,
} from '../../src/card/purse-mac/module-commands.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS, CAFE_TICK_STATUSES } from '../../src/card/cafe-tick/commands.ts'
import {
  CARD_SIGNATURE_AID,
  CARD_SIGNATURE_COMMANDS,
  CARD_SIGNATURE_STATUSES,
} from '../../src/card/card-signature/commands.ts'
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

export type Shape = Pick<Layout<object>, 'name' | 'type' | 'rows'>
export type DocumentedCommand = Omit<CardCommand<never, unknown, string>, 'request' | 'response'> & {
  readonly request: Shape
  readonly response: Shape
}

export interface DocumentedApplet {
  readonly title: string
  readonly aid: Aid
  readonly about: string
  readonly commands: readonly DocumentedCommand[]
  readonly statuses: Readonly<Record<string, Status>>
  /** Structures nested in requests, responses and cells. */
  readonly structures: readonly Shape[]
  readonly cells: readonly Shape[]
}

export const DOCUMENTED_APPLETS: readonly DocumentedApplet[] = [
  {
    title: 'cafe-tick',
    aid: CAFE_TICK_AID,
    about: 'Stored value paid in ticks, after Pedersen and CAFE. Meaning and checks: src/payment/cafe-tick/SPEC.md.',
    commands: Object.values(CAFE_TICK_COMMANDS),
    statuses: CAFE_TICK_STATUSES,
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
  {
    title: 'purse-mac',
    aid: PURSE_MAC_AID,
    about: 'The symmetric purse after EN 1546. Meaning and checks: src/payment/purse-mac/SPEC.md.',
    commands: Object.values(PURSE_MAC_COMMANDS),
    statuses: PURSE_MAC_STATUSES,
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
  {
    title: 'purse-mac-module',
    aid: PURSE_MAC_MODULE_AID,
    about: "The seller's security module after EN 1546. Meaning and checks: src/payment/purse-mac/SPEC.md.",
    commands: Object.values(PURSE_MAC_MODULE_COMMANDS),
    statuses: PURSE_MAC_MODULE_STATUSES,
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
  {
    title: 'card-signature',
    aid: CARD_SIGNATURE_AID,
    about: 'A signature for every payment. Meaning and checks: src/payment/card-signature/SPEC.md.',
    commands: Object.values(CARD_SIGNATURE_COMMANDS),
    statuses: CARD_SIGNATURE_STATUSES,
    structures: [signedCertificateLayout, cardCertificateLayout, signer.cardPaymentLayout],
    cells: [signer.signerPersonalisationLayout, signer.signedPaymentLayout],
  },
  {
    title: 'hash',
    aid: HASH_AID,
    about: 'Chain steps on the card, to be measured alone. Keeps nothing.',
    commands: Object.values(HASH_COMMANDS),
    statuses: HASH_STATUSES,
    structures: [],
    cells: [],
  },
  {
    title: 'probe',
    aid: PROBE_AID,
    about: 'Single operations of the chip, so often in one command; a count of 0 is the baseline. Keys never leave it.',
    commands: Object.values(PROBE_COMMANDS),
    statuses: PROBE_STATUSES,
    structures: [],
    cells: [],
  },
]
