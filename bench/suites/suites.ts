// The table of suites: what `tickbench bench` measures, by name. A suite is a function from options to a document; it runs
// in a process of its own (in-child.ts), so that nothing that came before it has shaped the compiled code.

import type { BenchDocument } from '../measure/result.ts'
import { measureCardSuite } from './card/card.ts'
import { measureChainSuite } from './chain.ts'
import { measureSignatureSuite } from './signature.ts'
import type { SuiteOptions } from './suite.ts'

export interface NamedSuite {
  readonly name: string
  /** For `tickbench bench list`: what it measures, in one line. */
  readonly title: string
  /** Of the process that measures. */
  readonly nodeFlags: readonly string[]
  /** Whether it is told which card to use. */
  readonly usesCard: boolean
  /** Throws `SampleLogError` for a samples file of another run. */
  readonly measure: (options: SuiteOptions) => Promise<BenchDocument>
}

export const SUITES: readonly NamedSuite[] = [
  {
    name: 'chain',
    title: 'hash-chain steps and coupons: our kernels beside other packages and the processor’s limit',
    // V8 starts WebAssembly in a quick compiler whose code is several times slower, and in some processes stays there
    // (performance.md 3, "V8 traps").
    nodeFlags: ['--no-liftoff'],
    usesCard: false,
    measure: measureChainSuite,
  },
  {
    name: 'signature',
    title: 'signing and verifying with every suite on every engine, and one hash for scale',
    nodeFlags: [],
    usesCard: false,
    measure: measureSignatureSuite,
  },
  {
    name: 'card',
    title: 'what a card takes: transport, hashes, ticks by policy, MAC debit, load, signatures, memory',
    nodeFlags: [],
    usesCard: true,
    measure: measureCardSuite,
  },
]

export function findSuite(name: string): NamedSuite | undefined {
  return SUITES.find((suite) => suite.name === name)
}
