// A crypto that reports each operation to an observer and changes nothing. Key generation is set-up and not reported.

import type { Crypto } from './crypto.ts'
import type { OperationObserver } from './operations.ts'

export function observed(crypto: Crypto, observe: OperationObserver): Crypto {
  const { signatures, sealing } = crypto
  return {
    engine: crypto.engine,
    suite: crypto.suite,
    hash(message) {
      observe('hash', message.length, 1)
      return crypto.hash(message)
    },
    mac(key, message) {
      observe('mac', message.length, 1)
      return crypto.mac(key, message)
    },
    signatures: {
      keyPair: (random) => signatures.keyPair(random),
      sign(secretKey, message) {
        observe('sign', message.length, 1)
        return signatures.sign(secretKey, message)
      },
      verify(publicKey, message, signature) {
        observe('verify', message.length, 1)
        return signatures.verify(publicKey, message, signature)
      },
    },
    sealing: {
      keyPair: (random) => sealing.keyPair(random),
      seal(publicKey, plaintext, associatedData) {
        observe('encrypt', plaintext.length, 1)
        return sealing.seal(publicKey, plaintext, associatedData)
      },
      open(secretKey, sealed, associatedData) {
        observe('decrypt', sealed.length, 1)
        return sealing.open(secretKey, sealed, associatedData)
      },
    },
  }
}
