// The issuers of the other applets, made of the keys of the one that is kept in a file: what one file says of a card is
// enough for all applets on it.

import { printHex } from '../../../src/bytes/hex.ts'
import { aesCmac } from '../../../src/crypto/cmac.ts'
import type { Crypto } from '../../../src/crypto/crypto.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { createMacIssuer, type MacIssuer } from '../../../src/payment/purse-mac/issuer.ts'
import type { LastingIssuer } from '../contract/lasting.ts'

/** Which master the symmetric purses of a kept issuer share. */
export const KEPT_KEY_VERSION = 1

/** Of purses and modules after EN 1546: masters that follow from the master of the loads, under a purpose of their own. */
export function macIssuerOf(
  { loadMaster }: Pick<LastingIssuer, 'loadMaster'>,
  { hash }: Pick<Crypto, 'hash'>,
): MacIssuer {
  const tools = { mac: aesCmac, hash: (message: Uint8Array) => hash(message) }
  return createMacIssuer(tools, seededRandom(printHex(loadMaster), 'masters of the symmetric purse'), [
    KEPT_KEY_VERSION,
  ])
}
