// What must hold at the acquirer after a run of iKP: conservation of money, and nothing left on hold.

import type { MemoryLedger } from '../../../src/payment/ikp/ledger.ts'
import { equal, sum, type SelfCheck } from '../contract/self-check.ts'

export function ledgerChecks(ledger: MemoryLedger): readonly SelfCheck[] {
  const accounts = [...ledger.accounts()]
  const sellers = [...ledger.sellers()]
  const charged = sum(accounts.map((account) => account.charged))
  const held = sum(accounts.map((account) => account.held))
  const credited = sum(sellers.map(({ credited: paid, refunded }) => paid - refunded))
  const fees = sum(sellers.map((seller) => seller.fees))
  return [
    { name: 'what buyers were charged is what sellers were credited', ...equal(charged, credited) },
    { name: 'fees that sellers were billed are what the acquirer earned', ...equal(fees, ledger.own().fees) },
    { name: 'no hold is left open', ...equal(held, 0n) },
  ]
}
