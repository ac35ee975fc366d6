// The table of suites: what `tickbench bench` measures, by name. A suite is a function from options to a document; it runs
// in a process of its own (in-child.ts), so that nothing that came before it has shaped the compiled code.

import type { BenchDocument } from '../measure/result.ts'
import { measureApduSuite } from './apdu/apdu.ts'
import { measureCardSuite } from './card/card.ts'
import { measureChainSuite } from './chain.ts'
import { measureEraSuite } from './era.ts'
import { measureScaleSuite } from './scale/scale.ts'
import { measureSchemeSuite } from './scheme.ts'
import { measureSignatureSuite } from './signature.ts'
import type { SuiteOptions } from './suite.ts'

export interface NamedSuite {
  readonly name: string
  /** For `tickbench bench list`: what it measures, in one line. */
  readonly title: string
  /** Of the process that measures. */
  readonly nodeFlags: readonly string[]
  /** Which cards it can be told to use: any, emulated ones of any profile, or none. */
  readonly cards: 'any' | 'emulated' | 'none'
  /** Throws `SampleLogError` for a samples file of another run. */
  readonly measure: (options: SuiteOptions) => Promise<BenchDocument>
}

/** What `reproduce` measures. */
export const ERA_SUITE: NamedSuite = {
  name: '1996',
  title: 'everything that the schemes compute, for the comparison of `reproduce 1996`',
  nodeFlags: ['--no-liftoff'], // as for suite `chain`
  cards: 'none',
  measure: measureEraSuite,
}

export const SUITES: readonly NamedSuite[] = [
  {
    name: 'chain',
    title: 'hash-chain steps and coupons: our kernels beside other packages and the processor’s limit',
    // V8 starts WebAssembly in a quick compiler whose code is several times slower, and in some processes stays there.
    nodeFlags: ['--no-liftoff'],
    cards: 'none',
    measure: measureChainSuite,
  },
  {
    name: 'signature',
    title: 'signing and verifying with every suite on every engine, and one hash for scale',
    nodeFlags: [],
    cards: 'none',
    measure: measureSignatureSuite,
  },
  {
    name: 'card',
    title: 'what a card takes: transport, hashes, ticks by policy, MAC debit, load, signatures, memory',
    nodeFlags: [],
    cards: 'any',
    measure: measureCardSuite,
  },
  {
    name: 'scheme',
    title: 'every scheme of `compare` on one workload, run again and again: measured, counted, and modelled for cards',
    nodeFlags: [],
    cards: 'emulated',
    measure: measureSchemeSuite,
  },
  {
    name: 'scale',
    title: 'how cost grows: open chains, chain length, buyers, sellers, payments in flight; with fitted exponents',
    nodeFlags: [],
    cards: 'none',
    measure: measureScaleSuite,
  },
  {
    name: 'apdu',
    title: 'what a reader layer adds to an exchange, and the emulated card to the hashes and the signature of a tick',
    nodeFlags: ['--no-liftoff'], // as for suite `chain`: one of the chains is walked by WebAssembly
    cards: 'none',
    measure: measureApduSuite,
  },
  ERA_SUITE,
]

export function findSuite(name: string): NamedSuite | undefined {
  return SUITES.find((suite) => suite.name === name)
}
