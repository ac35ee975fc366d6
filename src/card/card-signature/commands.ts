// The commands of the card that signs each payment (src/payment/card-signature/SPEC.md).

import { parseAid, type Aid } from '../../iso7816/aid.ts'
import { SW } from '../../iso7816/status-word.ts'
import {
  paymentRequestLayout,
  signedPaymentLayout,
  signerPersonalisationLayout,
  signerStatusLayout,
  type PaymentRequest,
  type SignedPayment,
  type SignerPersonalisation,
  type SignerStatus,
} from '../../payment/card-signature/messages.ts'
import type { PayRefusal, SignerPersonaliseRefusal } from '../../payment/card-signature/card.ts'
import type { Done } from '../../payment/outcome.ts'
import { signedCertificateLayout, type SignedCertificate } from '../../payment/card-certificate.ts'
import { nothing, type CardCommand, type RefusalOf, type StatusTable } from '../commands.ts'

/** "tick" and "signer" under F, the category that nobody owns. */
export const CARD_SIGNATURE_AID: Aid = parseAid('F0 7469636B 7369676E6572')

export const CARD_SIGNATURE_STATUSES: StatusTable<RefusalOf<CardSignatureCommands>> = {
  alreadyPersonalised: { sw: SW.nameExists, meaning: 'the card belongs to somebody already' },
  notPersonalised: { sw: SW.referencedDataNotFound, meaning: 'the card has not been personalised' },
  nothingSigned: { sw: SW.recordNotFound, meaning: 'no payment yet' },
  limitWrong: { sw: 0x9401, meaning: 'a limit of zero' },
  currencyWrong: { sw: 0x9403, meaning: 'the card has another currency' },
  counterExhausted: { sw: 0x9405, meaning: 'the counter is used up: the card must be replaced' },
  amountZero: { sw: 0x9406, meaning: 'an amount of zero' },
  amountOverLimit: { sw: 0x940d, meaning: 'the amount exceeds the limit of the card' },
}

export interface CardSignatureCommands {
  readonly personalise: CardCommand<SignerPersonalisation, Done, SignerPersonaliseRefusal>
  readonly readStatus: CardCommand<Done, SignerStatus, 'notPersonalised'>
  readonly readCertificate: CardCommand<Done, SignedCertificate, 'notPersonalised'>
  readonly pay: CardCommand<PaymentRequest, SignedPayment, PayRefusal>
  readonly lastPayment: CardCommand<Done, SignedPayment, 'nothingSigned'>
}

const common = { cla: 0x80, p1: 0, p2: 0, statuses: CARD_SIGNATURE_STATUSES } as const
const GET_DATA = 0xca

export const CARD_SIGNATURE_COMMANDS: CardSignatureCommands = {
  personalise: {
    ...common,
    name: 'PERSONALISE',
    ins: 0xe2,
    meaning: 'gives the card its key, certificate and limit, once',
    request: signerPersonalisationLayout,
    response: nothing,
    refusals: ['alreadyPersonalised', 'limitWrong'],
  },
  readStatus: {
    ...common,
    name: 'GET DATA (status)',
    ins: GET_DATA,
    p1: 0x01,
    meaning: 'the card and how many payments it has signed',
    request: nothing,
    response: signerStatusLayout,
    refusals: ['notPersonalised'],
  },
  readCertificate: {
    ...common,
    name: 'GET DATA (certificate)',
    ins: GET_DATA,
    p1: 0x02,
    meaning: 'the certificate with which a seller checks payments',
    request: nothing,
    response: signedCertificateLayout,
    refusals: ['notPersonalised'],
  },
  pay: {
    ...common,
    name: 'SIGN PAYMENT',
    ins: 0x3c,
    meaning: 'signs one payment; the same request again gets the same signature',
    request: paymentRequestLayout,
    response: signedPaymentLayout,
    refusals: ['notPersonalised', 'currencyWrong', 'amountZero', 'amountOverLimit', 'counterExhausted'],
  },
  lastPayment: {
    ...common,
    name: 'GET LAST',
    ins: 0x36,
    meaning: 'the last payment again; changes nothing',
    request: nothing,
    response: signedPaymentLayout,
    refusals: ['nothingSigned'],
  },
}
