// Names of a workload as the schemes need them: buyers and sellers get short registered numbers, so that a name of any
// length from a log fits ID_S, and the seller's subtree of documents becomes DESC.

import { utf8 } from '../../../src/bytes/bytes.ts'
import { buyersOf, sellersOf, type Workload } from '../../workload/micro-transaction.ts'

export interface Directory {
  readonly buyers: ReadonlyMap<string, number>
  readonly sellers: ReadonlyMap<string, number>
}

export function directoryOf(workload: Workload): Directory {
  return { buyers: numbered(buyersOf(workload)), sellers: numbered(sellersOf(workload)) }
}

/** ID_S of the broker where it sells tokens. */
export const BROKER_ID = 'broker'

/** ID_S of the n-th seller. */
export function sellerId(number: number): string {
  return `seller-${number}`
}

/** DESC: which documents the coupons are for. A name over 1,000 bytes is cut; the number keeps it unique. */
export function describeSubtree(seller: string, id: string): Uint8Array {
  return utf8(`${id}: documents below ${seller}`).slice(0, 1000)
}

function numbered(names: ReadonlySet<string>): ReadonlyMap<string, number> {
  return new Map([...names].map((name, at) => [name, at + 1]))
}
