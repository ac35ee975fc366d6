// All attack scripts, in the order in which a reader of the papers meets them.

import type { Attack } from './attack.ts'
import { disagreement } from './disagreement.ts'
import { doubleTranslation } from './double-translation.ts'
import { forgedClear } from './forged-clear.ts'
import { forwardDerivation } from './forward-derivation.ts'
import { guessedAccount } from './guessed-account.ts'
import { listGrowth } from './list-growth.ts'
import { overClearing } from './over-clearing.ts'
import { replayedRate } from './replayed-rate.ts'
import { replayedRequest } from './replayed-request.ts'
import { stolenAccount } from './stolen-account.ts'
import { stolenCoupon } from './stolen-coupon.ts'

/**
 * In the order of `tickbench attack --list`. Each plays one party false under several settings and never touches a real card.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { ATTACKS } from 'tickbench'
 *
 * const forged = ATTACKS.find(({ name }) => name === 'forged-clear')
 * const rows = (await forged?.run()) ?? []
 * assert.deepEqual(rows.filter(({ outcome }) => outcome === 'stopped').map(({ setting }) => setting), ['maced', 'signed'])
 */
export const ATTACKS: readonly Attack[] = [
  disagreement,
  replayedRequest,
  guessedAccount,
  stolenAccount,
  forgedClear,
  stolenCoupon,
  doubleTranslation,
  replayedRate,
  forwardDerivation,
  overClearing,
  listGrowth,
]
