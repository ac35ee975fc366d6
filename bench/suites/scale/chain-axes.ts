// What the length of a chain costs: opening it, and the next coupon by each way of keeping it (chain/SPEC.md 4).

import { kernelChain } from '../../../src/chain/kernel/kernel.ts'
import { fastestKernel } from '../../native/fastest-kernel.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES, type ChainFunction } from '../../../src/chain/step.ts'
import { TRAVERSAL_METHODS, type TraversalMethod } from '../../../src/chain/traversal/schedule.ts'
import { spendNext, startTraversal, type Traversal } from '../../../src/chain/traversal/traversal.ts'
import { timed } from '../../run/executor.ts'
import type { Axis } from './axis.ts'

const LENGTHS = [64, 128, 256, 512, 1024, 2048, 4096]
/** Of a chain that is hashed anew from its secret each time, half of it for a coupon: 4,096 of them take half a second. */
const SHORT = LENGTHS.filter((length) => length <= 1024)

export function chainAxes(): readonly Axis[] {
  const chain = kernelChain(fastestKernel('indexed').kernel)
  return [opening(chain), ...TRAVERSAL_METHODS.map((method) => spending(chain, method))]
}

function opening(chain: ChainFunction): Axis {
  return {
    id: 'open-chain',
    name: 'open a chain, whole chain kept',
    group: 'chain length',
    variable: 'coupons of a chain',
    each: 'a coupon',
    points: LENGTHS,
    ready: (length, start) =>
      timed(start, (operations) => {
        for (let done = 0; done < operations; done += 1) begun(chain, 'storeAll', length)
      }),
  }
}

/** A whole chain spent, coupon by coupon, so that every place of it counts; without opening it. */
function spending(chain: ChainFunction, method: TraversalMethod): Axis {
  return {
    id: `next-coupon/${method}`,
    name: `next coupon, ${method}`,
    group: 'chain length',
    variable: 'coupons of a chain',
    each: 'a coupon',
    points: method === 'seedOnly' ? SHORT : LENGTHS,
    unitsAt: (length) => length,
    ready: (length, start) => (operations) => {
      let totalNs = 0
      for (let done = 0; done < operations; done += 1) {
        let traversal = begun(chain, method, length)
        const stop = start()
        while (traversal.remaining > 0) traversal = spendNext(chain, traversal)[0]
        totalNs += stop()
      }
      return totalNs
    },
  }
}

function begun(chain: ChainFunction, method: TraversalMethod, length: number): Traversal {
  const [id, secret] = [new Uint8Array(CHAIN_ID_BYTES).fill(3), new Uint8Array(CHAIN_VALUE_BYTES).fill(5)]
  return startTraversal(chain, method, { id, secret, length }).traversal
}
