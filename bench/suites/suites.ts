// The table of suites: what `tickbench bench` measures, by name. Each is loaded when it is asked for: processes that measure
// start many times (in-child.ts), and what they have not loaded is no part of their figures.

import type { Effort, OpenableSuite } from './suite.ts'

export interface NamedSuite {
  readonly name: string
  /** For `tickbench bench list`: what it measures, in one line. */
  readonly title: string
  /** Of the processes that measure. */
  readonly nodeFlags: readonly string[]
  /** Which cards it can be told to use: any, emulated ones of any profile, or none. */
  readonly cards: 'any' | 'emulated' | 'none'
  /** What a run may take, where that is not what the effort says (suite.ts). */
  readonly minutes?: Readonly<Record<Effort, number>>
  readonly load: () => Promise<OpenableSuite>
}

/**
 * The main thread sleeps until the other threads of a parallel collector are done, and that is no waiting for a processor:
 * on a crowded host it moved the means of whole processes by a tenth. On the one thread all of its work is seen.
 */
const ONE_COLLECTOR = '--single-threaded-gc'
/** V8 starts WebAssembly in a quick compiler whose code is several times slower, and in some processes stays there. */
const NO_LIFTOFF = '--no-liftoff'

/** What `reproduce` measures. */
export const ERA_SUITE: NamedSuite = {
  name: '1996',
  title: 'everything that the schemes compute, for the comparison of `reproduce 1996`',
  nodeFlags: [NO_LIFTOFF, ONE_COLLECTOR],
  cards: 'none',
  load: async () => (await import('./era.ts')).eraSuite,
}

export const SUITES: readonly NamedSuite[] = [
  {
    name: 'chain',
    title: 'hash-chain steps and coupons: our kernels beside other packages and the same in C without Node',
    nodeFlags: [NO_LIFTOFF, ONE_COLLECTOR],
    cards: 'none',
    minutes: { quick: 3, usual: 10, thorough: 25 },
    load: async () => (await import('./chain.ts')).chainSuite,
  },
  {
    name: 'signature',
    title: 'signing and verifying with every suite on every engine, and one hash for scale',
    nodeFlags: [ONE_COLLECTOR],
    cards: 'none',
    load: async () => (await import('./signature.ts')).signatureSuite,
  },
  {
    name: 'card',
    title: 'what a card takes: transport, hashes, ticks by policy, MAC debit, load, signatures, memory',
    nodeFlags: [],
    cards: 'any',
    // A card in a reader answers as slowly as it does; an emulated one is done long before.
    minutes: { quick: 10, usual: 30, thorough: 120 },
    load: async () => (await import('./card/card.ts')).cardSuite,
  },
  {
    name: 'scheme',
    title: 'every scheme of `compare` on one workload, run again and again: measured, counted, and modelled for cards',
    nodeFlags: [NO_LIFTOFF, ONE_COLLECTOR],
    cards: 'emulated',
    load: async () => (await import('./scheme.ts')).schemeSuite,
  },
  {
    name: 'scale',
    title: 'how cost grows: open chains, chain length, buyers, sellers, payments in flight; with fitted laws',
    nodeFlags: [NO_LIFTOFF, ONE_COLLECTOR],
    cards: 'none',
    minutes: { quick: 2, usual: 8, thorough: 25 },
    load: async () => (await import('./scale/scale.ts')).scaleSuite,
  },
  {
    name: 'apdu',
    title: 'what a reader layer adds to an exchange, and the emulated card to the hashes and the signature of a tick',
    nodeFlags: [NO_LIFTOFF, ONE_COLLECTOR],
    cards: 'none',
    load: async () => (await import('./apdu/apdu.ts')).apduSuite,
  },
  {
    name: 'jcardsim',
    title: 'the emulated card beside jCardSim: echo, SELECT, hash and tick, in process and through vsmartcard’s wire',
    nodeFlags: [NO_LIFTOFF, ONE_COLLECTOR],
    cards: 'none',
    load: async () => (await import('./jcardsim/jcardsim.ts')).jcardsimSuite,
  },
  ERA_SUITE,
]

export function findSuite(name: string): NamedSuite | undefined {
  return SUITES.find((suite) => suite.name === name)
}
