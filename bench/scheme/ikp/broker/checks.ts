// The books of the broker scheme after a run: sellers are paid by the broker, the broker by the buyers, and what it took
// is what it gave out.

import { indexedChain } from '../../../../src/chain/step.ts'
import { equal, ikpChecks, judgedChain } from '../checks.ts'
import { BROKER_ID } from '../../directory.ts'
import type { BrokerRun } from './run.ts'
import { operationsOf, revenueOf } from '../desk.ts'
import type { Risk, SchemeBooks } from '../../scheme.ts'

export function brokerBooks(run: BrokerRun): SchemeBooks {
  const { desk, brokerDesk, wire, input } = run
  const judge = {
    crypto: input.crypto,
    variant: input.variant,
    chain: indexedChain,
    certificates: desk.judgeCertificates,
    acquirerKey: desk.acquirer.publicKey,
  }
  const claims = run.evidence.map((evidence) => judgedChain(judge, evidence))
  const taken = desk.ledger.seller(BROKER_ID)?.credited ?? 0n
  const given = desk.ledger.account(brokerDesk.account)?.charged ?? 0n
  return {
    payments: run.payments,
    revenueBySeller: new Map([...revenueOf(desk)].filter(([name]) => name !== BROKER_ID)),
    chainsOpened: run.chainsOpened,
    closedForOther: 0,
    operations: { ...operationsOf(desk), broker: brokerDesk.tally.read() },
    messages: wire.messages,
    bytes: wire.bytes,
    apdus: 0,
    checks: [
      ...ikpChecks(desk.ledger, claims),
      { name: 'what the broker took from buyers it gave to sellers', ...equal(taken, given) },
    ],
    risks: BROKER_RISKS,
  }
}

/** Column "via broker" of protocols.md 3.6. */
const BROKER_RISKS: readonly Risk[] = [
  { party: 'third party on line', risk: 'for every payment, unless tokens are fetched ahead' },
  { party: 'buyer, device stolen', risk: 'the coupons left towards the broker' },
  { party: 'buyer, seller cheats', risk: 'what was paid and not delivered; nothing with escrow' },
  { party: 'seller, buyer cheats', risk: 'one coupon' },
  { party: 'acquirer', risk: 'credit risk of buyers and broker up to their holds' },
  { party: 'crash', risk: 'one translation in doubt until it is asked for again' },
  { party: 'privacy', risk: 'the broker learns the seller, and the item only if it passes it on' },
]
