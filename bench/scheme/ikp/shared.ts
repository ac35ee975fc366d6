// What all schemes with iKP declare alike: roles, the option `--ikp`, and what does not go together with it.

import { sellerSigns, VARIANTS, type Variant } from '../../../src/payment/ikp/variant.ts'
import type { SchemeDeclaration } from '../contract/declaration.ts'
import { valueOf, wordOption, type SchemeOption } from '../contract/option.ts'

export const IKP_VARIANT: SchemeOption<Variant> = wordOption(VARIANTS, {
  name: 'ikp',
  argument: '<variant>',
  about: 'which iKP authorises',
  fallback: '3kp-hardened',
})

/** Sellers of 1KP have no signature key. */
export const IKP: Pick<SchemeDeclaration, 'parties' | 'options' | 'refuse'> = {
  parties: { payer: ['buyer'], seller: ['seller'], backOffice: ['acquirer', 'broker'] },
  options: [IKP_VARIANT],
  refuse({ clear, options }) {
    const variant = valueOf(IKP_VARIANT, options)
    return clear.proof === 'signed' && !sellerSigns(variant)
      ? `--ikp ${variant}: its sellers have no signature key; add --clear-proof maced`
      : undefined
  },
}
