// Under which terms schemes are run, as one line for people: what holds for all, what each says of itself, and what keys
// the parties have.

import type { Crypto } from '../../src/crypto/crypto.ts'
import type { SchemeDeclaration, SchemeSettings } from './contract/declaration.ts'
import { describePolicy } from './contract/policy.ts'
import { isPooled, POOL_SIZE } from './key-pool.ts'

export type DescribedTerms = Pick<SchemeSettings, 'policy' | 'clear' | 'options'> & { readonly crypto: Crypto }

/** Parts are joined by semicolons. */
export function describeTerms(
  schemes: readonly SchemeDeclaration[],
  { policy, clear, options = {}, crypto }: DescribedTerms,
): string {
  const atOnce = schemes.filter(({ claimsAtOnce }) => claimsAtOnce === true).map(({ name }) => name)
  return [
    describePolicy(policy, clear),
    ...schemes.flatMap((scheme) => scheme.terms?.(options) ?? []),
    ...(atOnce.length === 0 ? [] : [`${atOnce.join(' and ')}: every payment is claimed at once`]),
    // never without its warning
    `keys of suite ${crypto.suite === '1996' ? '1996 (insecure: RSA-1024, SHA-1)' : crypto.suite}`,
    // a reader must know when parties did not have keys of their own
    ...(isPooled(crypto) ? [`RSA key pairs are shared: ${POOL_SIZE} for all parties`] : []),
  ].join('; ')
}
