// The regime `redemption` of the suite `chain`: a chain of 65,536 coupons is redeemed, by a walk from the last coupon, by
// three checkpoints, and where every link was kept. An operation is the whole chain; rates are told in links.

import { chainValues, refuseSpend, type ChainCommitment } from '../../src/chain/chain.ts'
import { kernelChain } from '../../src/chain/kernel/kernel.ts'
import { fastestKernel } from '../native/fastest-kernel.ts'
import { checkpointIndices, refuseRedemption, type HeldValues } from '../../src/chain/redemption.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../src/chain/step.ts'
import { repeating, type ChainCase } from './chain-case.ts'

const WALK = 'from the last coupon alone'

export function redemptionCases(length: number): ChainCase[] {
  const id = new Uint8Array(CHAIN_ID_BYTES).fill(1)
  const values = chainValues(fastestChain(), id, new Uint8Array(CHAIN_VALUE_BYTES).fill(2), length)
  const chain: ChainCommitment = { id, length, anchor: values.slice(-CHAIN_VALUE_BYTES) }
  return [
    redemption(WALK, length, () => {
      const f = fastestChain()
      const claim = { spent: length, value: values.slice(0, CHAIN_VALUE_BYTES) }
      return () => refuseSpend(f, chain, { spent: 0, value: chain.anchor }, claim)
    }),
    ...[
      { name: 'from three checkpoints', indices: checkpointIndices(0, length, 4) },
      { name: 'from all links', indices: checkpointIndices(0, length, length) },
    ].map(({ name, indices }) =>
      redemption(name, length, () => {
        const kernel = fastestKernel('indexed').kernel
        const held = heldAt(values, indices)
        return () => refuseRedemption(kernel, chain, held)
      }),
    ),
  ]
}

function redemption(name: string, length: number, ready: () => () => string | undefined): ChainCase {
  return {
    name,
    scenario: 'redemption',
    target: 'kernel',
    seat: 'redemption',
    parameters: { length },
    display: { regime: 'redemption', unitsPerOperation: length, peers: name === WALK ? [] : [WALK] },
    open: repeating(() => {
      const refused = ready()
      return (operations) => {
        for (let done = 0; done < operations; done += 1) {
          if (refused() !== undefined) throw new Error('a true chain was not redeemed')
        }
      }
    }),
  }
}

function heldAt(all: Uint8Array, indices: Uint32Array): HeldValues {
  const values = new Uint8Array(indices.length * CHAIN_VALUE_BYTES)
  for (const [row, index] of indices.entries()) {
    const at = index * CHAIN_VALUE_BYTES
    values.set(all.subarray(at, at + CHAIN_VALUE_BYTES), row * CHAIN_VALUE_BYTES)
  }
  return { indices, values }
}

function fastestChain() {
  return kernelChain(fastestKernel('indexed').kernel)
}
