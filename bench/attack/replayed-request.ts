// An eavesdropper sends an Auth-Request again: as it was, under another TID_S, and long after its date. What stops it is
// the record of (ID_S, TID_S), and the date window that the record must outlive (ikp/SPEC.md 4 and 5).

import { authorise } from '../../src/payment/ikp/acquirer.ts'
import { authRequestLayout, type AuthRequest } from '../../src/payment/ikp/messages.ts'
import { runFlow } from '../../src/payment/play/flow.ts'
import { createWorld, NOW, priceTerms, type World } from '../../src/payment/play/world.ts'
import { createMemoryLedger } from '../../src/payment/ikp/ledger.ts'
import type { Attack, AttackRow, Stage } from './attack.ts'
import { judged, refusalOf } from './row.ts'
import { FLOWS } from '../scheme/ikp/desk.ts'
import { openStage } from './stage.ts'

const PRICE = 25n
const DAY_MS = 24 * 3_600_000
const BY_OTHERS = { ...FLOWS.request, from: 'eavesdropper' }

export const replayedRequest: Attack = {
  name: 'replayed-request',
  title: 'an Auth-Request is sent to the acquirer again',
  source: 'src/payment/ikp/SPEC.md 4 and 5',
  async run(stage = openStage()) {
    const rows: AttackRow[] = []
    for (const setting of SETTINGS) rows.push(await stage.under(setting.name, () => play(stage, setting)))
    return rows
  },
}

interface Setting {
  readonly name: string
  readonly changes?: (request: AuthRequest) => AuthRequest
  /** What the acquirer still knows when the request comes again, and when that is. */
  readonly memory?: Memory
}

interface Memory {
  readonly forgets: boolean
  readonly now: number
}

const SETTINGS: readonly Setting[] = [
  { name: 'as it was' },
  {
    name: 'under another TID_S',
    changes: (request) => ({
      ...request,
      clear: { ...request.clear, seller: { ...request.clear.seller, transactionId: 2n } },
    }),
  },
  { name: 'record lost, same day', memory: { forgets: true, now: NOW } },
  { name: 'record forgotten in time', memory: { forgets: true, now: NOW + DAY_MS + 1 } },
]

async function play(stage: Stage, { name, changes, memory }: Setting): Promise<AttackRow> {
  const { forgets, now } = memory ?? { forgets: false, now: NOW }
  const world = await createWorld()
  let seen: AuthRequest | undefined
  await runFlow(world, priceTerms(PRICE), {
    ...stage.tap,
    request(message) {
      seen = message
      return stage.tap.request(message)
    },
  })
  if (seen === undefined) throw new RangeError('a payment without a request')
  const before = chargedIn(world)
  const ledger = forgets ? createMemoryLedger([...world.ledger.accounts()], [...world.ledger.sellers()]) : world.ledger
  const handling = changes === undefined ? 'repeated' : 'changed'
  const again = stage.sends(authRequestLayout, changes?.(seen) ?? seen, BY_OTHERS, handling)
  const [moved, outcome] = await authorise(world.acquirer, ledger, again, now)
  stage.judges('acquirer', BY_OTHERS.step, outcome)
  ledger.apply(moved)
  const charged = (ledger.account(world.buyer.account)?.charged ?? 0n) - before
  const because =
    charged > 0n ? 'no record, and the date is still good' : outcome.ok ? 'the stored answer again' : refusalOf(outcome)
  return judged({ setting: name, gains: { buyer: -charged, seller: charged }, because })
}

function chargedIn({ ledger, buyer }: World): bigint {
  return ledger.account(buyer.account)?.charged ?? 0n
}
