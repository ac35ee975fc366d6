// `tickbench/crypto`: one interface for what schemes and cards compute with, two engines, and a tally of operations.

export type { Agreement, Cipher, Crypto, EngineName, KeyPair, RandomBytes, Sealing } from './crypto.ts'
export type { Signatures, SuiteName } from './crypto.ts'
export { createCrypto, DEFAULT_SUITE, ENGINE_NAMES, SUITE_NAMES } from './engines.ts'
export { nobleCrypto } from './noble-engine.ts'
export { nodeCrypto } from './node-engine.ts'
export { observed } from './observed.ts'
export { createTally } from './operations.ts'
export type { OperationCounts, OperationKind, OperationObserver, Tally } from './operations.ts'
export { seededRandom } from './random.ts'
