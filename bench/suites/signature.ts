// Suite `signature`: signing and verifying with every suite on every engine, and one hash of a chain step for scale. The
// yardstick is that of Rivest and Shamir (PayWord and MicroMint, 1996): 1 signature to 100 verifications to 10,000
// hashes. Hashes are compared with signatures of the same engine only; mixed engines distort the ratio tenfold.

import { ENGINE_NAMES, SUITE_NAMES, createCrypto } from '../../src/crypto/engines.ts'
import type { Crypto, EngineName, RandomBytes, SuiteName } from '../../src/crypto/crypto.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { processorStopwatch, type Stopwatch } from '../measure/stopwatch.ts'
import { timed, type Executor } from '../run/executor.ts'
import { ofEngine, ofSuite } from '../measure/era-ids.ts'
import type { SuiteCase } from './suite-case.ts'
import type { OpenableSuite } from './suite.ts'

export const signatureSuite: OpenableSuite = {
  open({ seed }) {
    const stopwatch = processorStopwatch()
    return {
      name: 'signature',
      cases: signatureCases(),
      executor: signatureExecutor(stopwatch.start, seededRandom(seed, 'signature suite')),
      stopwatch,
      facts: { message: `${MESSAGE_BYTES} B`, 'chain step': `${STEP_BYTES} B` },
      notes: [],
    }
  },
}

/** Random-looking input of fixed lengths: what is signed in the protocols is about as long. */
const MESSAGE_BYTES = 128
const STEP_BYTES = 44

type Work = 'sign' | 'verify' | 'hash'

/** Exported for the tests. */
export function signatureCases(): SuiteCase[] {
  return [...casesOf('sign'), ...casesOf('verify'), ...ENGINE_NAMES.map(hashCase)]
}

function casesOf(work: 'sign' | 'verify'): SuiteCase[] {
  return pairs().map(([engine, suite]) => ({
    name: `${work} ${suite}, ${engine}`,
    scenario: work,
    target: engine,
    parameters: { suite },
    display: {
      id: ofSuite(work, suite, engine),
      regime: work,
      peers: pairs().flatMap(([other, same]) =>
        other !== engine && same === suite ? [ofSuite(work, suite, other)] : [],
      ),
    },
  }))
}

/** What a run ends with: a hash beside the signatures that cards make, too. */
const ANSWERED: readonly string[] = [ofSuite('verify', 'p256', 'node'), ofSuite('sign', 'p256', 'node')]

/** Hash is SHA-256 in every suite; the first suite that the engine has stands for all. */
function hashCase(engine: EngineName): SuiteCase {
  const own = pairs().filter(([offered]) => offered === engine)
  const peers = own.flatMap(([, suite]) => [ofSuite('verify', suite, engine), ofSuite('sign', suite, engine)])
  return {
    name: `hash, ${engine}`,
    scenario: 'hash',
    target: engine,
    parameters: { suite: own[0]?.[1] ?? '' },
    display: { id: ofEngine('hash', engine), regime: 'hash', peers, answers: engine === 'node' ? ANSWERED : [] },
  }
}

/** Every suite on every engine that offers it. */
export function pairs(): (readonly [EngineName, SuiteName])[] {
  return ENGINE_NAMES.flatMap((engine) =>
    SUITE_NAMES.filter((suite) => createCrypto(engine, suite) !== undefined).map((suite) => [engine, suite] as const),
  )
}

/** Exported for the tests. */
export function signatureExecutor(start: Stopwatch, random: RandomBytes): Executor {
  return {
    open({ scenario, target, parameters }) {
      const crypto = createCrypto(target as EngineName, parameters['suite'] as SuiteName)
      if (crypto === undefined) throw new TypeError(`no suite ${parameters['suite']} on ${target}`)
      return { operation: timed(start, repeaterOf(scenario as Work, crypto, random)) }
    },
  }
}

/** Every result is used, so that no compiler can leave the work out. */
function repeaterOf(work: Work, crypto: Crypto, random: RandomBytes): (operations: number) => void {
  const message = random(work === 'hash' ? STEP_BYTES : MESSAGE_BYTES)
  if (work === 'hash') return repeatHash(crypto, message)
  const { publicKey, secretKey } = crypto.signatures.keyPair(random)
  if (work === 'sign') return repeatSign(crypto, secretKey, message)
  return repeatVerify(crypto, publicKey, message, crypto.signatures.sign(secretKey, message))
}

/** The hash goes into the next message, as on a chain. */
function repeatHash(crypto: Crypto, message: Uint8Array) {
  return (operations: number): void => {
    for (let done = 0; done < operations; done += 1) message.set(crypto.hash(message))
  }
}

function repeatSign({ signatures }: Crypto, secretKey: Uint8Array, message: Uint8Array) {
  return (operations: number): void => {
    for (let done = 0; done < operations; done += 1) {
      const signature = signatures.sign(secretKey, message)
      message[0] = signature[0] ?? 0
    }
  }
}

function repeatVerify({ signatures }: Crypto, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) {
  return (operations: number): void => {
    for (let done = 0; done < operations; done += 1) {
      if (!signatures.verify(publicKey, message, signature)) throw new Error('an engine refuses its own signature')
    }
  }
}
