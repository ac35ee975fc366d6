// `tickbench/chain`: hash chains. Made once, spent from the end, verified one step a coupon.

export {
  chainValues,
  commitToChain,
  isChainLength,
  LONGEST_CHAIN,
  nothingSpent,
  refuseSpend,
  spendFromSecret,
} from './chain.ts'
export type { ChainCommitment, Spend, SpendableChain, SpendRefusal } from './chain.ts'
export { kernelChain, type ChainKernel } from './kernel/kernel.ts'
export { selectKernel } from './kernel/select.ts'
export { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES, indexedChain, plainChain, type ChainFunction } from './step.ts'
export { TRAVERSAL_METHODS, type TraversalMethod } from './traversal/schedule.ts'
export { decodeTraversal, encodeTraversal } from './traversal/state.ts'
export { spendNext, startTraversal, type ChainSecret, type Traversal } from './traversal/traversal.ts'
