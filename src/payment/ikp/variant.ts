// The family: which party holds a signature key, and so which flows carry which signature (SPEC.md 1 and 3).

/** `3kp-hardened` adds the seller's second signature, over H(Common) and EncSlip (SPEC.md 3). */
export type Variant = '1kp' | '2kp' | '3kp' | '3kp-hardened'

/** From the fewest keys to the most. */
export const VARIANTS: readonly Variant[] = ['1kp', '2kp', '3kp', '3kp-hardened']

/** Sig_S at Invoice, and with it V and VC. */
export function sellerSigns(variant: Variant): boolean {
  return variant !== '1kp'
}

/** Sig_B at Payment. */
export function buyerSigns(variant: Variant): boolean {
  return variant === '3kp' || variant === '3kp-hardened'
}

/** Sig2_S at Auth-Request, made after the seller has seen the payment; it then stands there in place of Sig_S. */
export function sellerSignsSlip(variant: Variant): boolean {
  return variant === '3kp-hardened'
}
