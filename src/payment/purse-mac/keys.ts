// Diversified keys and MACs of the symmetric purse. One master makes each purse's key, the purse's key makes one session
// key a transaction: who opens a purse learns its own keys only; who opens a module learns a master (SPEC.md 2).

import { equalConstantTime } from '../../bytes/bytes.ts'
import { fixed, oneOf, u32 } from '../../bytes/fields.ts'
import { taggedLayout, type Layout } from '../../bytes/layout.ts'
import type { Cmac } from '../../crypto/cmac.ts'
import { ID_BYTES, SIGNATURE_BYTES, type Maced } from './messages.ts'

export type KeyPurpose = 'purchase' | 'load' | 'collection'

interface KeyContext {
  readonly purpose: KeyPurpose
  readonly id: Uint8Array
}

const keyContextLayout: Layout<KeyContext> = taggedLayout<KeyContext>('MacKeyContext', 0x56, {
  purpose: oneOf(['purchase', 'load', 'collection'], 'what the key is for'),
  id: fixed(ID_BYTES, 'the purse or the module'),
})

interface SessionContext {
  readonly number: number
}

const sessionContextLayout: Layout<SessionContext> = taggedLayout<SessionContext>('MacSessionContext', 0x57, {
  number: u32('NT_IEP of the transaction'),
})

/** The key of one purse or module. */
export function deviceKey(mac: Cmac, master: Uint8Array, purpose: KeyPurpose, id: Uint8Array): Uint8Array {
  return mac(master, keyContextLayout.encode({ purpose, id }))
}

/** The key of one transaction of a purse. */
export function sessionKey(mac: Cmac, key: Uint8Array, number: number): Uint8Array {
  return mac(key, sessionContextLayout.encode({ number }))
}

export function signatureOf<Body>(mac: Cmac, key: Uint8Array, layout: Layout<Body>, body: Body): Uint8Array {
  return mac(key, layout.encode(body)).slice(0, SIGNATURE_BYTES)
}

export function withSignature<Body>(mac: Cmac, key: Uint8Array, layout: Layout<Body>, body: Body): Maced<Body> {
  return { body, signature: signatureOf(mac, key, layout, body) }
}

/** In constant time. */
export function isSigned<Body>(
  mac: Cmac,
  key: Uint8Array,
  layout: Layout<Body>,
  { body, signature }: Maced<Body>,
): boolean {
  return equalConstantTime(signature, signatureOf(mac, key, layout, body))
}
