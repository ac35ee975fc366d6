// The kinds of card that can sign in `card-signature`, by the names that `--card-signer` takes.

import { wordOption, type SchemeOption } from '../contract/option.ts'
import { counterSigner } from './counter-signer.ts'
import type { PaymentSigner } from './signer.ts'
import { TOKEN_SIGNERS, type TokenSignerName } from './token-signers.ts'

export type PaymentSignerName = 'counter-signer' | TokenSignerName

export const PAYMENT_SIGNERS: Readonly<Record<PaymentSignerName, PaymentSigner>> = {
  'counter-signer': counterSigner,
  ...TOKEN_SIGNERS,
}

export const CARD_SIGNER: SchemeOption<PaymentSignerName> = wordOption(
  Object.keys(PAYMENT_SIGNERS) as PaymentSignerName[],
  {
    name: 'card-signer',
    argument: '<name>',
    about: 'what signs',
    fallback: 'counter-signer',
  },
)
