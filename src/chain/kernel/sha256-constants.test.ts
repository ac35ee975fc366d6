import { expect, it } from 'vitest'
import { INITIAL_HASH, ROUND_CONSTANTS } from './sha256-constants.ts'

const PRIMES = Array.from({ length: 310 }, (_, at) => at + 2).filter((n) => isPrime(n))

it('are the fractions of roots of primes that FIPS 180-4 says they are', () => {
  expect(ROUND_CONSTANTS).toEqual(PRIMES.slice(0, 64).map((prime) => fractionOfRoot(prime, 3)))
  expect(INITIAL_HASH).toEqual(PRIMES.slice(0, 8).map((prime) => fractionOfRoot(prime, 2)))
})

/** The first 32 bits of the fractional part, exactly: the whole part of the root of n * 2^(32 * degree), modulo 2^32. */
function fractionOfRoot(n: number, degree: number): number {
  const scaled = BigInt(n) << BigInt(32 * degree)
  let root = 0n
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if ((root + bit) ** BigInt(degree) <= scaled) root += bit
  return Number(root & 0xffffffffn)
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor += 1) if (n % divisor === 0) return false
  return true
}
