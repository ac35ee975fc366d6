// Which engine offers which suite.

import type { Crypto, EngineName, SuiteName } from './crypto.ts'
import { nobleCrypto } from './noble-engine.ts'
import { nodeCrypto } from './node-engine.ts'

/** Pure JavaScript, and what Node brings. */
export const ENGINE_NAMES: readonly EngineName[] = ['noble', 'node']
/** What parties sign and seal with; 1996 is insecure, for comparison. */
export const SUITE_NAMES: readonly SuiteName[] = ['ed25519', 'p256', 'rsa2048', '1996']

/** Cards sign with P-256; no measured card signs with Ed25519. */
export const DEFAULT_SUITE: SuiteName = 'p256'

/** Undefined when the engine does not offer the suite (noble has no RSA). */
export function createCrypto(engine: EngineName, suite: SuiteName): Crypto | undefined {
  switch (engine) {
    case 'noble':
      return nobleCrypto(suite)
    case 'node':
      return nodeCrypto(suite)
  }
}
