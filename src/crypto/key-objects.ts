// OpenSSL key objects kept beside the raw bytes they were made from: making one costs more than using it. Secret keys
// are kept by identity, so that they go when their holder goes; public keys also by content, since each party decodes
// its own copy of the same certificate.

import type { KeyObject } from 'node:crypto'
import { byteKey } from '../bytes/bytes.ts'

export interface KeyObjects {
  of(raw: Uint8Array, make: (raw: Uint8Array) => KeyObject): KeyObject
}

export function keyObjectsByIdentity(): KeyObjects {
  const kept = new WeakMap<Uint8Array, KeyObject>()
  return {
    of(raw, make) {
      const known = kept.get(raw)
      if (known !== undefined) return known
      const made = make(raw)
      kept.set(raw, made)
      return made
    },
  }
}

/** Public keys that are remembered by content at the most; the oldest go first. */
const MOST_PUBLIC_KEYS = 4096

export function keyObjectsByContent(): KeyObjects {
  const byIdentity = keyObjectsByIdentity()
  const byContent = new Map<string, KeyObject>()
  const remember = (content: string, made: KeyObject): KeyObject => {
    const [oldest] = byContent.keys()
    if (byContent.size >= MOST_PUBLIC_KEYS && oldest !== undefined) byContent.delete(oldest)
    byContent.set(content, made)
    return made
  }
  return {
    of: (raw, make) =>
      byIdentity.of(raw, () => {
        const content = byteKey(raw)
        return byContent.get(content) ?? remember(content, make(raw))
      }),
  }
}
