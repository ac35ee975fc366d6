// AES-CMAC (RFC 4493, NIST SP 800-38B): the MAC of the symmetric purses. The suites' HMAC would do as well; cards have
// AES in hardware. @noble/ciphers computes it in either engine: OpenSSL's is not reachable from Node 20.

import { cmac } from '@noble/ciphers/aes.js'
import type { OperationObserver } from './operations.ts'

/** 16 bytes from a key of 16 bytes and any message. */
export type Cmac = (key: Uint8Array, message: Uint8Array) => Uint8Array

export const CMAC_KEY_BYTES = 16

export const aesCmac: Cmac = (key, message) => cmac(message, key)

export function observedCmac(mac: Cmac, observe: OperationObserver): Cmac {
  return (key, message) => {
    observe('mac', message.length, 1)
    return mac(key, message)
  }
}
