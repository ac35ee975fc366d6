// The cryptography of a run by itself: every call that its parties make is kept with what it was given, and made again
// without the protocol around it. Keys are made at set-up and are no part of it.

import type { ChainFunction } from '../../src/chain/step.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'

export interface Recorder {
  readonly crypto: Crypto
  readonly chain: ChainFunction
  /** From now on, or no longer. */
  record(on: boolean): void
  /** Makes all that was recorded again, in its order. */
  replay(): Promise<void>
}

type Call = () => unknown

/** What computes and what walks, so that it can be recorded. */
export function recorderOf(crypto: Crypto, chain: ChainFunction): Recorder {
  const calls: Call[] = []
  let isOn = false
  const kept = <Result>(call: () => Result): Result => {
    if (isOn) calls.push(call)
    return call()
  }
  return {
    crypto: keeping(crypto, kept),
    chain: { ...chain, walk: (id, value, from, to) => kept(() => chain.walk(id, value, from, to)) },
    record: (on) => void (isOn = on),
    async replay() {
      for (const call of calls) {
        const result = call()
        if (result instanceof Promise) await result
      }
    },
  }
}

function keeping(crypto: Crypto, kept: <Result>(call: () => Result) => Result): Crypto {
  const { signatures, sealing, agreement, cipher } = crypto
  return {
    ...crypto,
    hash: (message) => kept(() => crypto.hash(message)),
    mac: (key, message) => kept(() => crypto.mac(key, message)),
    deriveKey: (secret, salt, purpose) => kept(() => crypto.deriveKey(secret, salt, purpose)),
    signatures: {
      keyPair: (random) => signatures.keyPair(random),
      sign: (key, message) => kept(() => signatures.sign(key, message)),
      verify: (key, message, signature) => kept(() => signatures.verify(key, message, signature)),
    },
    sealing: {
      keyPair: (random) => sealing.keyPair(random),
      seal: (key, plaintext, bound) => kept(() => sealing.seal(key, plaintext, bound)),
      open: (key, sealed, bound) => kept(() => sealing.open(key, sealed, bound)),
    },
    agreement: {
      keyPair: (random) => agreement.keyPair(random),
      agree: (key, share) => kept(() => agreement.agree(key, share)),
    },
    cipher: {
      encrypt: (key, nonce, plaintext, bound) => kept(() => cipher.encrypt(key, nonce, plaintext, bound)),
      decrypt: (key, nonce, ciphertext, bound) => kept(() => cipher.decrypt(key, nonce, ciphertext, bound)),
    },
  }
}
