// The applets as PROTOCOL.md shows them, put together from their declarations.

import type { Layout } from '../src/bytes/layout.ts'
import type { CardCommand, Status } from '../src/card/commands.ts'
import { HASH_AID, HASH_COMMANDS, HASH_STATUSES } from '../src/card/hash-commands.ts'
import { IEP_AID, IEP_COMMANDS, IEP_STATUSES } from '../src/card/iep-commands.ts'
import { PROBE_AID, PROBE_COMMANDS, PROBE_STATUSES } from '../src/card/probe-commands.ts'
import { PSAM_AID, PSAM_COMMANDS, PSAM_STATUSES } from '../src/card/psam-commands.ts'
import { PURSE_AID, PURSE_COMMANDS, PURSE_STATUSES } from '../src/card/purse-commands.ts'
import { SIGNER_AID, SIGNER_COMMANDS, SIGNER_STATUSES } from '../src/card/signer-commands.ts'
import type { Aid } from '../src/iso7816/aid.ts'
import { controlLayout, controlOrderLayout } from '../src/payment/card-control.ts'
import { holderProtectionLayout } from '../src/payment/card-guard.ts'
import * as signer from '../src/payment/card-signature/messages.ts'
import * as purseAsked from '../src/payment/purse/card-messages.ts'
import { purseAccountLayout, purseChainLayout, purseIdentityLayout } from '../src/payment/purse/card-state.ts'
import * as purse from '../src/payment/purse/messages.ts'
import { turnLayout } from './rotating-cell.ts'
import { iepPersonalisationLayout, iepRecordLayout } from '../src/payment/purse-mac/iep-state.ts'
import * as mac from '../src/payment/purse-mac/messages.ts'
import * as psam from '../src/payment/purse-mac/psam-state.ts'

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
    title: 'purse',
    aid: PURSE_AID,
    about: 'Stored value paid in ticks, after Pedersen and CAFE. Meaning and checks: src/payment/purse/SPEC.md.',
    commands: Object.values(PURSE_COMMANDS),
    statuses: PURSE_STATUSES,
    structures: [
      purse.signedCertificateLayout,
      purse.cardCertificateLayout,
      purse.tickCommitmentLayout,
      purse.loadOrderLayout,
      purse.loadDoneLayout,
      purse.chainClosedLayout,
      purseAsked.purseLimitsLayout,
      holderProtectionLayout,
      controlOrderLayout,
    ],
    cells: [
      purseIdentityLayout,
      turnLayout(purseAccountLayout),
      purseAccountLayout,
      purseChainLayout,
      purseAsked.logRecordLayout,
      controlLayout,
    ],
  },
  {
    title: 'iep',
    aid: IEP_AID,
    about: 'The symmetric purse after EN 1546. Meaning and checks: src/payment/purse-mac/SPEC.md.',
    commands: Object.values(IEP_COMMANDS),
    statuses: IEP_STATUSES,
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
    title: 'sam',
    aid: PSAM_AID,
    about: "The seller's security module after EN 1546. Meaning and checks: src/payment/purse-mac/SPEC.md.",
    commands: Object.values(PSAM_COMMANDS),
    statuses: PSAM_STATUSES,
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
    title: 'signer',
    aid: SIGNER_AID,
    about: 'A signature for every payment. Meaning and checks: src/payment/card-signature/SPEC.md.',
    commands: Object.values(SIGNER_COMMANDS),
    statuses: SIGNER_STATUSES,
    structures: [purse.signedCertificateLayout, purse.cardCertificateLayout, signer.cardPaymentLayout],
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
