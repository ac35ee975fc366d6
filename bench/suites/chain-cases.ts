// The cases of the suite `chain` and how each is repeated. Regimes: `one-chain`, one step after the other, as a buyer or
// a redeeming acquirer walks; `independent`, coupons of many chains, bytes in and verdicts out, as a seller judges;
// `64-byte nodes`, for packages that hash nothing else, in blocks; `one long message through node`, where no call comes between
// the blocks. What shares are told of is the regime `native reference` (native-reference.ts).

import { createHash } from 'node:crypto'
import { BATCH_COUPONS } from '../../src/chain/kernel/kernel.ts'
import { REFERENCE_CHAINS } from '../../src/chain/kernel/noble.ts'
import type { StepName } from '../../src/chain/kernel/step-block.ts'
import { CHAIN_ID_BYTES } from '../../src/chain/step.ts'
import { findRatio, findResult } from '../measure/find-result.ts'
import type { BenchDocument } from '../measure/result.ts'
import type { Interval } from '../words/format.ts'
import { repeating, type ChainCase } from './chain-case.ts'
import { checkContestant, inventCoupons, type Contestant } from './chain-contestants.ts'
import { referenceId } from './native-reference.ts'
import type { NodePeer } from './peers.ts'

const STEPS: readonly StepName[] = ['plain', 'indexed']

/** Who is there beside the contestants. */
export interface Beside {
  readonly nodes: readonly NodePeer[]
  readonly references: readonly ChainCase[]
}

export function chainCases(contestants: readonly Contestant[], beside: Beside, seed: number): ChainCase[] {
  const { nodes, references } = beside
  return [
    ...STEPS.flatMap((step) => contestants.map((one) => oneChain(one, step, beside))),
    ...STEPS.flatMap((step) => contestants.map((one) => independent(one, step, beside, seed))),
    ...references,
    ...nodes.map(twoBlockNodes),
    longMessage(),
  ]
}

/** What a contestant reaches of the same work in C without Node, by the names of its results. */
export function sharesOfReference(
  document: BenchDocument,
  contestant: string,
): readonly (readonly [string, Interval])[] {
  return STEPS.flatMap((step) =>
    [
      [chainId(step, contestant), referenceId('chain', step)] as const,
      [couponsId(step, contestant), referenceId('coupons', step)] as const,
    ].flatMap(([id, reference]) => {
      const [result, share] = [findResult(document, id), findRatio(document, id, reference)]
      return result === undefined || share === undefined ? [] : [[result.name, share] as const]
    }),
  )
}

function oneChain(one: Contestant, step: StepName, beside: Beside): ChainCase {
  return {
    name: `${step} chain, ${one.name}`,
    scenario: 'chain',
    target: one.name,
    parameters: { step },
    seat: one.name,
    display: {
      id: chainId(step, one.name),
      regime: 'one-chain',
      peers: withReference(
        one.rivals.map((rival) => chainId(step, rival)),
        referenceId('chain', step),
        beside,
      ),
    },
    open: repeating(() => {
      checkContestant(one, step)
      const walk = one.chain(step)
      const [id, value] = [new Uint8Array(CHAIN_ID_BYTES), new Uint8Array(REFERENCE_CHAINS[step].valueBytes)]
      return (operations) => walk(id, value, operations)
    }),
  }
}

function independent(one: Contestant, step: StepName, beside: Beside, seed: number): ChainCase {
  const rivals = one.rivals.map((rival) => couponsId(step, rival))
  // A coupon of 32 bytes is one block, and nodes are told by blocks.
  const nodes = step === 'plain' ? beside.nodes.map(({ name }) => nodesId(name)) : []
  const others = [...rivals, ...nodes, chainId(step, one.name)]
  return {
    name: `${step} coupons, ${one.name}`,
    scenario: 'coupons',
    target: one.name,
    parameters: { step, batch: BATCH_COUPONS },
    seat: one.name,
    display: {
      id: couponsId(step, one.name),
      regime: 'independent',
      unitsPerOperation: BATCH_COUPONS,
      peers: rivals.length === 0 ? [] : withReference(others, referenceId('coupons', step), beside),
    },
    open: repeating(() => {
      checkContestant(one, step)
      const [judge, coupons] = [one.coupons(step), inventCoupons(step, seed)]
      return (operations) => {
        for (let batch = 0; batch < operations; batch += 1) {
          if (judge(coupons) !== coupons.matching) throw new Error(`${one.name} judged a coupon wrongly`)
        }
      }
    }),
  }
}

function twoBlockNodes(peer: NodePeer): ChainCase {
  const { name } = peer
  return {
    name: `blocks of nodes, ${name}`,
    scenario: 'nodes',
    target: name,
    parameters: { batch: BATCH_COUPONS },
    display: { id: nodesId(name), regime: '64-byte nodes, by block', unitsPerOperation: 2 * BATCH_COUPONS, peers: [] },
    open: repeating(() => {
      const [input, output] = [new Uint8Array(64 * BATCH_COUPONS).fill(5), new Uint8Array(32 * BATCH_COUPONS)]
      peer.hashInto(input, output)
      const expected = createHash('sha256').update(input.subarray(0, 64)).digest()
      if (!expected.equals(output.subarray(0, 32))) throw new Error(`${name} does not compute SHA-256`)
      return (operations) => {
        for (let batch = 0; batch < operations; batch += 1) peer.hashInto(input, output)
      }
    }),
  }
}

function longMessage(): ChainCase {
  return {
    name: 'one long message, node',
    scenario: 'long message',
    target: 'node',
    parameters: { bytes: LONG_BYTES },
    // The padding makes one block more (FIPS 180-4, 5.1.1).
    display: { regime: 'one long message through node', unitsPerOperation: LONG_BYTES / 64 + 1, peers: [] },
    open: repeating(() => {
      const message = new Uint8Array(LONG_BYTES)
      return (operations) => {
        for (let done = 0; done < operations; done += 1) {
          message[0] = createHash('sha256').update(message).digest()[0] ?? 0
        }
      }
    }),
  }
}

/** Long enough for the call to cost less than a hundredth of the blocks. */
const LONG_BYTES = 2 ** 17

function chainId(step: StepName, contestant: string): string {
  return `one-chain/${step}/${contestant}`
}

function couponsId(step: StepName, contestant: string): string {
  return `independent/${step}/${contestant}`
}

function nodesId(peer: string): string {
  return `nodes/${peer}`
}

/** What is compared at all is also told as a share of the same work in C, where that is measured. */
function withReference(peers: readonly string[], reference: string, { references }: Beside): readonly string[] {
  const isMeasured = references.some(({ display }) => display.id === reference)
  return peers.length === 0 || !isMeasured ? peers : [...peers, reference]
}
