// An eavesdropper sends an Auth-Request again: as it was, under another TID_S, and long after its date. What stops it is
// the record of (ID_S, TID_S), and the date window that the record must outlive (ikp/SPEC.md 4 and 5).

import { authorise } from '../../src/payment/ikp/acquirer.ts'
import type { AuthRequest } from '../../src/payment/ikp/messages.ts'
import { runFlow } from '../../src/payment/play/flow.ts'
import { createWorld, NOW, priceTerms, type World } from '../../src/payment/play/world.ts'
import { createMemoryLedger } from '../../src/payment/ikp/ledger.ts'
import type { Attack, AttackRow } from './attack.ts'
import { judged, refusalOf } from './row.ts'

const PRICE = 25n
const DAY_MS = 24 * 3_600_000

export const replayedRequest: Attack = {
  name: 'replayed-request',
  title: 'an Auth-Request is sent to the acquirer again',
  source: 'src/payment/ikp/SPEC.md 4 and 5',
  async run() {
    return [
      await play('as it was', (request) => request),
      await play('under another TID_S', (request) => {
        const seller = { ...request.clear.seller, transactionId: 2n }
        return { ...request, clear: { ...request.clear, seller } }
      }),
      await play('record lost, same day', (request) => request, { forgets: true, now: NOW }),
      await play('record forgotten in time', (request) => request, { forgets: true, now: NOW + DAY_MS + 1 }),
    ]
  },
}

interface Memory {
  readonly forgets: boolean
  readonly now: number
}

async function play(
  setting: string,
  change: (request: AuthRequest) => AuthRequest,
  { forgets, now }: Memory = { forgets: false, now: NOW },
): Promise<AttackRow> {
  const world = await createWorld()
  let seen: AuthRequest | undefined
  await runFlow(world, priceTerms(PRICE), {
    request(message) {
      seen = message
      return message
    },
  })
  if (seen === undefined) throw new RangeError('a payment without a request')
  const before = chargedIn(world)
  const ledger = forgets ? createMemoryLedger([...world.ledger.accounts()], [...world.ledger.sellers()]) : world.ledger
  const [moved, outcome] = await authorise(world.acquirer, ledger, change(seen), now)
  ledger.apply(moved)
  const charged = (ledger.account(world.buyer.account)?.charged ?? 0n) - before
  const because =
    charged > 0n ? 'no record, and the date is still good' : outcome.ok ? 'the stored answer again' : refusalOf(outcome)
  return judged({ setting, gains: { buyer: -charged, seller: charged }, because })
}

function chargedIn({ ledger, buyer }: World): bigint {
  return ledger.account(buyer.account)?.charged ?? 0n
}
