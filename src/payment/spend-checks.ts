// The checks of the chain's own `refuseSpend`, as a part of every receiver's table that ends with them.

import type { SpendRefusal } from '../chain/chain.ts'
import type { CheckTable } from './check-table.ts'

const CLAUSE = 'src/chain/SPEC.md 1'

export const SPEND_CHECKS: CheckTable<SpendRefusal> = {
  spentNotWhole: { asks: 'whole count', clause: CLAUSE },
  spentOutOfRange: { asks: 'within the chain', clause: CLAUSE },
  nothingNew: { asks: 'new', clause: CLAUSE },
  skipTooLong: { asks: 'short skip', clause: CLAUSE },
  valueWrongSize: { asks: 'size', clause: CLAUSE },
  valueNotOnChain: { asks: 'on the chain', clause: CLAUSE },
}
