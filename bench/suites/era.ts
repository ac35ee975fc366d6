// Suite `1996`: everything that the schemes compute, on each engine and suite, in one interleaved run: what is needed to
// say today what Rivest and Shamir said of a workstation. Signatures and hashes are the cases of the suite `signature`.

import { CHAIN_ID_BYTES } from '../../src/chain/step.ts'
import { fastestKernel, kernelFact } from '../native/fastest-kernel.ts'
import type { Crypto, EngineName, RandomBytes, SuiteName } from '../../src/crypto/crypto.ts'
import { createCrypto, ENGINE_NAMES } from '../../src/crypto/engines.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { processorStopwatch, type Stopwatch } from '../measure/stopwatch.ts'
import { caseId } from '../run/document.ts'
import { timed, timedAsync, type Executor, type TimedOperations } from '../run/executor.ts'
import { KERNEL_STEP, ofEngine, ofSuite } from '../measure/era-ids.ts'
import { pairs, signatureCases, signatureExecutor } from './signature.ts'
import type { SuiteCase } from './suite-case.ts'
import type { OpenableSuite } from './suite.ts'

export const eraSuite: OpenableSuite = {
  open({ seed, effort }) {
    const stopwatch = processorStopwatch()
    return {
      name: '1996',
      cases: eraCases().map((one) => ({ ...one, seat: ALL })),
      executor: eraExecutor(stopwatch.start, seededRandom(seed, '1996')),
      stopwatch,
      sampling:
        effort === 'quick' ? { rounds: 12, leastSamples: 6, mostSamples: 6, sampleNs: 5e6 } : { mostSamples: 12 },
      facts: { kernel: kernelFact(), message: `${MESSAGE_BYTES} B` },
      notes: [],
    }
  },
}

/** One process measures everything: what a scheme costs is a sum of these prices, and a sum wants prices of one process. */
const ALL = 'all'

const MESSAGE_BYTES = 128

/** Work of a pair of engine and suite, and work that is the same for every suite of an engine. */
const OF_SUITES = ['encrypt', 'decrypt'] as const
const OF_ENGINES = ['mac', 'agree', 'cipher'] as const
type EraWork = (typeof OF_SUITES)[number] | (typeof OF_ENGINES)[number]

/** Exported for the tests. */
export function eraCases(): SuiteCase[] {
  const signatures = signatureCases()
  const dear = signatures.filter(({ scenario }) => scenario !== 'hash').map(caseId)
  return [
    ...signatures,
    {
      name: 'chain step, our kernel',
      scenario: 'kernel',
      target: 'kernel',
      parameters: {},
      display: { id: KERNEL_STEP, regime: 'hash', peers: dear },
    },
    ...pairs().flatMap(([engine, suite]) =>
      OF_SUITES.map((work) => {
        const display = { id: ofSuite(work, suite, engine), regime: work, peers: [] }
        return { name: `${work} ${suite}, ${engine}`, scenario: work, target: engine, parameters: { suite }, display }
      }),
    ),
    ...ENGINE_NAMES.flatMap((engine) =>
      OF_ENGINES.map((work) => {
        const display = { id: ofEngine(work, engine), regime: work, peers: [] }
        return { name: `${work} ${engine}`, scenario: work, target: engine, parameters: { suite: 'ed25519' }, display }
      }),
    ),
  ]
}

/** Exported for the tests. */
export function eraExecutor(start: Stopwatch, random: RandomBytes): Executor {
  const signatures = signatureExecutor(start, random)
  return {
    async open(subject) {
      const { scenario, target, parameters } = subject
      if (scenario === 'kernel') return { operation: timed(start, repeatKernel(random)) }
      const crypto = createCrypto(target as EngineName, parameters['suite'] as SuiteName)
      if (crypto === undefined || !isEraWork(scenario)) return signatures.open(subject)
      return { operation: await operationOf(scenario, crypto, random, start) }
    },
  }
}

function isEraWork(scenario: string): scenario is EraWork {
  return [...OF_SUITES, ...OF_ENGINES].some((work) => work === scenario)
}

/** One chain, step after step, as a buyer or a redeeming acquirer walks it. */
function repeatKernel(random: RandomBytes): (operations: number) => void {
  const { kernel } = fastestKernel('indexed')
  const [id, value] = [random(CHAIN_ID_BYTES), random(kernel.valueBytes)]
  return (operations) => kernel.advance(id, value, 0, operations)
}

async function operationOf(
  work: EraWork,
  crypto: Crypto,
  random: RandomBytes,
  start: Stopwatch,
): Promise<TimedOperations> {
  const [message, key, nonce, none] = [random(MESSAGE_BYTES), random(32), random(12), new Uint8Array()]
  switch (work) {
    case 'mac':
      return timed(
        start,
        repeated(() => message.set(crypto.mac(key, message))),
      )
    case 'cipher':
      return timed(
        start,
        repeated(() => message.set(crypto.cipher.encrypt(key, nonce, message, none).subarray(16))),
      )
    case 'agree': {
      const [own, other] = [crypto.agreement.keyPair(random), crypto.agreement.keyPair(random)]
      return timed(
        start,
        repeated(() => mustBe(crypto.agreement.agree(own.secretKey, other.publicKey))),
      )
    }
    case 'encrypt': {
      const { publicKey } = await crypto.sealing.keyPair(random)
      return timedAsync(
        start,
        repeatedAsync(() => crypto.sealing.seal(publicKey, message, none)),
      )
    }
    case 'decrypt': {
      const { publicKey, secretKey } = await crypto.sealing.keyPair(random)
      const sealed = await crypto.sealing.seal(publicKey, message, none)
      return timedAsync(
        start,
        repeatedAsync(() => crypto.sealing.open(secretKey, sealed, none).then(mustBe)),
      )
    }
  }
}

function repeated(once: () => void): (operations: number) => void {
  return (operations) => {
    for (let done = 0; done < operations; done += 1) once()
  }
}

function repeatedAsync(once: () => Promise<unknown>): (operations: number) => Promise<void> {
  return async (operations) => {
    for (let done = 0; done < operations; done += 1) await once()
  }
}

function mustBe(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new Error('an engine refuses what it made itself')
  return bytes
}
