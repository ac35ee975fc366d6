// The cryptography that the protocols need, as one interface each, so that engines and suites can be exchanged.
// H is SHA-256, the MAC HMAC-SHA-256, key agreement X25519 in every suite; a suite chooses signatures and slip encryption.

/** Secret bytes come from outside: `length` fresh bytes. */
export type RandomBytes = (length: number) => Uint8Array

/** `1996` is RSA-1024 with SHA-1, as in the papers: for comparison only, not secure today. */
export type SuiteName = 'ed25519' | 'p256' | 'rsa2048' | '1996'
export type EngineName = 'noble' | 'node'

/** Keys in their usual encodings: raw for Ed25519, X25519 and P-256 (compressed), DER (SPKI, PKCS #8) for RSA. */
export interface KeyPair {
  readonly publicKey: Uint8Array
  readonly secretKey: Uint8Array
}

export interface Signatures {
  /** RSA keys take their randomness from the engine, all others from `random`. */
  keyPair(random: RandomBytes): KeyPair
  sign(secretKey: Uint8Array, message: Uint8Array): Uint8Array
  /** False for a wrong signature and for keys or signatures that do not even parse. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
}

/** Public-key encryption with integrity (E_A of iKP 1.2). Associated data is bound but not carried. */
export interface Sealing {
  keyPair(random: RandomBytes): Promise<KeyPair>
  seal(publicKey: Uint8Array, plaintext: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array>
  /** The plaintext, or undefined when key, bytes or associated data do not belong together. */
  open(secretKey: Uint8Array, sealed: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array | undefined>
}

/** X25519 (RFC 7748) in every suite. A share is the public half; both halves are fresh for every agreement. */
export interface Agreement {
  keyPair(random: RandomBytes): KeyPair
  /** The 32 bytes that both ends compute, never a key as they are; undefined for a share of low order or wrong size. */
  agree(secretKey: Uint8Array, share: Uint8Array): Uint8Array | undefined
}

/** ChaCha20-Poly1305 (RFC 8439): 32-byte key, 12-byte nonce never used twice under a key, 16-byte tag at the end. */
export interface Cipher {
  encrypt(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, associatedData: Uint8Array): Uint8Array
  /** Undefined when key, nonce, bytes or associated data do not belong together. */
  decrypt(
    key: Uint8Array,
    nonce: Uint8Array,
    ciphertext: Uint8Array,
    associatedData: Uint8Array,
  ): Uint8Array | undefined
}

/** What one party computes with. */
export interface Crypto {
  readonly engine: EngineName
  readonly suite: SuiteName
  /** SHA-256 (FIPS 180-4), 32 bytes. */
  hash(message: Uint8Array): Uint8Array
  /** HMAC-SHA-256 (RFC 2104), 32 bytes. */
  mac(key: Uint8Array, message: Uint8Array): Uint8Array
  /** HKDF-SHA256 (RFC 5869), 32 bytes: another key for every `salt` and `purpose`. */
  deriveKey(secret: Uint8Array, salt: Uint8Array, purpose: string): Uint8Array
  readonly signatures: Signatures
  readonly sealing: Sealing
  readonly agreement: Agreement
  readonly cipher: Cipher
}
