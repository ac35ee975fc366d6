// `--clear-policy` and `--fee`: data for the scenario from a few words.

import { InvalidArgumentError } from 'commander'
import type { ClearPolicy } from '../../src/payment/clear-policy.ts'
import type { FeeModel } from '../../src/payment/ikp/coupon/fees.ts'
import { wholeNumber } from './options.ts'

export const CLEAR_POLICY_FORMS = 'exhaustion, coupons:N, amount:N (minor units) or interval:SECONDS'

export function parseClearPolicy(text: string): ClearPolicy {
  const [kind = '', value = '', ...more] = text.split(':')
  if (more.length > 0) throw new InvalidArgumentError(`give ${CLEAR_POLICY_FORMS}.`)
  const count = (): number => wholeNumber(1, 1e12)(value)
  switch (kind) {
    case 'exhaustion':
      if (value === '') return { kind: 'at-exhaustion' }
      break
    case 'coupons':
      return { kind: 'every-coupons', coupons: count() }
    case 'amount':
      return { kind: 'every-amount', amount: BigInt(count()) }
    case 'interval':
      return { kind: 'every-interval', intervalMs: count() * 1000 }
  }
  throw new InvalidArgumentError(`give ${CLEAR_POLICY_FORMS}.`)
}

/** `UNITS[:BASIS_POINTS]` for every clearing that moves money. */
export function parseFee(text: string): FeeModel {
  const [units = '', points = '0', ...more] = text.split(':')
  if (more.length > 0) throw new InvalidArgumentError('give UNITS or UNITS:BASIS_POINTS.')
  return { perClearing: BigInt(wholeNumber(0, 1e12)(units)), basisPoints: wholeNumber(0, 10_000)(points) }
}
