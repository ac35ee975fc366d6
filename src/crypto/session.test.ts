import { describe, expect, it } from 'vitest'
import { utf8 } from '../bytes/bytes.ts'
import { parseHex, printHex } from '../bytes/hex.ts'
import type { Crypto } from './crypto.ts'
import { createCrypto, ENGINE_NAMES } from './engines.ts'
import { observed } from './observed.ts'
import { createTally } from './operations.ts'
import { seededRandom } from './random.ts'

const engines: Crypto[] = ENGINE_NAMES.map((engine) => createCrypto(engine, 'ed25519')!)
const pairs = engines.flatMap((maker) => engines.map((user) => ({ maker, user })))

describe.each(engines)('$engine', (crypto) => {
  const { agreement, cipher } = crypto

  it('agrees as RFC 7748 6.1 says', () => {
    const alice = parseHex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a')
    const bobShare = parseHex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f')
    expect(printHex(agreement.agree(alice, bobShare)!)).toBe(
      '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
    )
    expect(printHex(agreement.keyPair(() => alice).publicKey)).toBe(
      '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
    )
  })

  it('derives keys as RFC 5869 does, another one for every salt and purpose', () => {
    expect(printHex(crypto.deriveKey(new Uint8Array(22).fill(0x0b), new Uint8Array(), ''))).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d', // test case 3, first 32 bytes
    )
    const keys = [
      crypto.deriveKey(utf8('secret'), utf8('salt'), 'a'),
      crypto.deriveKey(utf8('secret'), utf8('salt'), 'b'),
      crypto.deriveKey(utf8('secret'), utf8('other'), 'a'),
    ]
    expect(new Set(keys.map(printHex)).size).toBe(3)
  })

  it.each([
    ['zero', new Uint8Array(32)],
    ['one', Uint8Array.of(1, ...new Uint8Array(31))],
    ['a share of 31 bytes', new Uint8Array(31).fill(9)],
  ])('refuses a share that leaves nothing secret: %s', (_name, share) => {
    const { secretKey } = agreement.keyPair(seededRandom(1))
    expect(agreement.agree(secretKey, share)).toBeUndefined()
  })

  it('refuses a ciphertext too short for its tag', () => {
    expect(cipher.decrypt(new Uint8Array(32), new Uint8Array(12), new Uint8Array(15), utf8(''))).toBeUndefined()
  })
})

describe.each(pairs)('$maker.engine and $user.engine', ({ maker, user }) => {
  it('reach the same secret from both ends', () => {
    const [a, b] = [maker.agreement.keyPair(seededRandom(1)), user.agreement.keyPair(seededRandom(2))]
    expect(maker.agreement.agree(a.secretKey, b.publicKey)).toEqual(user.agreement.agree(b.secretKey, a.publicKey))
  })

  it('decrypt what the other encrypted, and nothing that was touched', () => {
    const [key, nonce] = [new Uint8Array(32).fill(7), new Uint8Array(12).fill(3)]
    const sealed = maker.cipher.encrypt(key, nonce, utf8('/reports/7'), utf8('context'))
    expect(user.cipher.decrypt(key, nonce, sealed, utf8('context'))).toEqual(utf8('/reports/7'))
    expect(user.cipher.decrypt(key, nonce, sealed, utf8('another'))).toBeUndefined()
    for (let at = 0; at < sealed.length; at += 1) {
      const touched = sealed.with(at, sealed[at]! ^ 1)
      expect(user.cipher.decrypt(key, nonce, touched, utf8('context'))).toBeUndefined()
    }
  })
})

it('counts shares, agreements, key derivations and ciphers', () => {
  const tally = createTally()
  const crypto = observed(engines[0]!, tally.observe)
  const { agreement, cipher } = crypto
  const { secretKey, publicKey } = agreement.keyPair(seededRandom(4))
  const key = crypto.deriveKey(agreement.agree(secretKey, publicKey)!, utf8('salt'), 'purpose')
  cipher.decrypt(key, new Uint8Array(12), cipher.encrypt(key, new Uint8Array(12), utf8('m'), utf8('')), utf8(''))
  expect(tally.read()).toEqual({ mac: 2, agree: 2, cipher: 2 })
})
