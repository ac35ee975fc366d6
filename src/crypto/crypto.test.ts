import { describe, expect, it } from 'vitest'
import { parseHex, printHex } from '../bytes/hex.ts'
import { concat, utf8 } from '../bytes/bytes.ts'
import type { Crypto } from './crypto.ts'
import { createCrypto, ENGINE_NAMES, SUITE_NAMES } from './engines.ts'
import { observed } from './observed.ts'
import { createTally } from './operations.ts'
import { seededRandom } from './random.ts'

const offered: Crypto[] = ENGINE_NAMES.flatMap((engine) =>
  SUITE_NAMES.map((suite) => createCrypto(engine, suite)),
).filter((crypto) => crypto !== undefined)

/** Every ordered pair of engines that offer the same suite, each with itself included. */
const pairs = offered.flatMap((maker) =>
  offered.filter((user) => user.suite === maker.suite).map((user) => ({ maker, user })),
)

it('offers Ed25519 and P-256 in both engines and RSA in node only', () => {
  const names = offered.map((crypto) => `${crypto.engine} ${crypto.suite}`)
  expect(names).toEqual(['noble ed25519', 'noble p256', 'node ed25519', 'node p256', 'node rsa2048', 'node 1996'])
})

describe.each(offered)('$engine $suite', (crypto) => {
  it('hashes and MACs as FIPS 180-4 and RFC 4231 say', () => {
    expect(printHex(crypto.hash(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    const tag = crypto.mac(parseHex('4a656665'), utf8('what do ya want for nothing?')) // RFC 4231 test case 2
    expect(printHex(tag)).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
  })

  it('refuses keys and signatures that do not parse, without throwing', () => {
    expect(crypto.signatures.verify(new Uint8Array(5), utf8('m'), new Uint8Array(64))).toBe(false)
    const { publicKey } = crypto.signatures.keyPair(seededRandom(1))
    expect(crypto.signatures.verify(publicKey, utf8('m'), new Uint8Array(3))).toBe(false)
  })

  it('takes no key with a byte more or less, though its signature is right', () => {
    const { publicKey, secretKey } = crypto.signatures.keyPair(seededRandom(1))
    const signature = crypto.signatures.sign(secretKey, utf8('m'))
    for (const key of [concat(publicKey, Uint8Array.of(0)), publicKey.subarray(0, -1), publicKey.subarray(1)]) {
      expect(crypto.signatures.verify(key, utf8('m'), signature)).toBe(false)
    }
  })

  it('takes no bytes of the right length that are no key', () => {
    const { publicKey, secretKey } = crypto.signatures.keyPair(seededRandom(1))
    const signature = crypto.signatures.sign(secretKey, utf8('m'))
    for (const first of [0, 4, 6, 7]) {
      const other = Uint8Array.of(first, ...publicKey.subarray(1))
      if (printHex(other) === printHex(publicKey)) continue
      expect(crypto.signatures.verify(other, utf8('m'), signature)).toBe(false)
    }
    expect(
      crypto.signatures.verify(
        publicKey.map(() => 0xff),
        utf8('m'),
        signature,
      ),
    ).toBe(false)
  })

  it('returns undefined for sealed bytes that are garbage', async () => {
    const { secretKey } = await crypto.sealing.keyPair(seededRandom(1))
    expect(await crypto.sealing.open(secretKey, new Uint8Array(50), new Uint8Array())).toBeUndefined()
  })
})

describe.each(pairs)('$maker.engine makes, $user.engine uses, $maker.suite', ({ maker, user }) => {
  it('verifies signatures across engines and refuses any other message', () => {
    const { publicKey, secretKey } = maker.signatures.keyPair(seededRandom(2))
    const signature = maker.signatures.sign(secretKey, utf8('pay one'))
    expect(user.signatures.verify(publicKey, utf8('pay one'), signature)).toBe(true)
    expect(user.signatures.verify(publicKey, utf8('pay two'), signature)).toBe(false)
    signature[4]! ^= 1
    expect(user.signatures.verify(publicKey, utf8('pay one'), signature)).toBe(false)
  })

  it.skipIf(maker.suite === 'rsa2048' || maker.suite === '1996')('makes the same keys of the same randomness', () => {
    for (let seed = 1; seed < 20; seed += 1) {
      expect(user.signatures.keyPair(seededRandom(seed))).toEqual(maker.signatures.keyPair(seededRandom(seed)))
    }
  })

  it('opens slips across engines, only with the same associated data and untouched', async () => {
    const { publicKey, secretKey } = await user.sealing.keyPair(seededRandom(3))
    const sealed = await maker.sealing.seal(publicKey, utf8('BAN 4711'), utf8('H(Common)'))
    expect(await user.sealing.open(secretKey, sealed, utf8('H(Common)'))).toEqual(utf8('BAN 4711'))
    expect(await user.sealing.open(secretKey, sealed, utf8('another'))).toBeUndefined()
    sealed[sealed.length - 1]! ^= 1
    expect(await user.sealing.open(secretKey, sealed, utf8('H(Common)'))).toBeUndefined()
  })
})

it('observes each operation once, and key generation never', async () => {
  const tally = createTally()
  const crypto = observed(createCrypto('node', 'ed25519')!, tally.observe)
  const { publicKey, secretKey } = crypto.signatures.keyPair(seededRandom(4))
  const signature = crypto.signatures.sign(secretKey, utf8('m'))
  crypto.signatures.verify(publicKey, utf8('m'), signature)
  crypto.hash(utf8('m'))
  crypto.mac(utf8('k'), utf8('m'))
  const slip = await crypto.sealing.keyPair(seededRandom(5))
  await crypto.sealing.open(slip.secretKey, await crypto.sealing.seal(slip.publicKey, utf8('m'), utf8('a')), utf8('a'))
  expect(tally.read()).toEqual({ hash: 1, mac: 1, sign: 1, verify: 1, encrypt: 1, decrypt: 1 })
})

it('repeats seeded randomness and separates purposes', () => {
  expect(seededRandom(7, 'a')(16)).toEqual(seededRandom(7, 'a')(16))
  expect(seededRandom(7, 'a')(16)).not.toEqual(seededRandom(7, 'b')(16))
  expect(seededRandom(7, 'a')(16)).not.toEqual(seededRandom(8, 'a')(16))
})
