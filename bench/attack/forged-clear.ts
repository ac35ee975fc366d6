// A buyer claims in the seller's place and names an early coupon as the last (coupon/SPEC.md 5). It knows every coupon,
// so only a proof of the seller or the rule for claims can stop it.

import { clear } from '../../src/payment/ikp/coupon/acquirer.ts'
import { spend } from '../../src/payment/ikp/coupon/buyer.ts'
import type { ClearKey, ClearVerifier } from '../../src/payment/ikp/coupon/clear-proof.ts'
import {
  clearClaimLayout,
  clearRequestLayout,
  microPaymentLayout,
  type ClearRequest,
  type MicroPayment,
} from '../../src/payment/ikp/coupon/messages.ts'
import { requestClearing, takeCoupons, type SellerChain } from '../../src/payment/ikp/coupon/seller.ts'
import { BAN, clearingUnder, opened, SELLER_ID, type OpenedCoupons } from '../../src/payment/play/coupon-steps.ts'
import { accepted, NOW } from '../../src/payment/play/world.ts'
import type { Attack, AttackRow, Stage } from './attack.ts'
import { gainsOver, judged, refusalOf, type Gains } from './row.ts'
import { openStage } from './stage.ts'

const MAC_KEY = new Uint8Array(32).fill(1)
const VALUE = 10n
const SPENT = 8
/** Minor units a clearing: without a fee a forced clearing would cost nothing. */
const FEES = { perClearing: 3n, basisPoints: 0 }

const PAYS = { from: 'buyer', to: 'seller', step: 'Micro-Payment' } as const
const CLAIMS = { from: 'seller', to: 'acquirer', step: 'Clear-Request' } as const

interface Setting {
  readonly name: string
  readonly because: string
  key(run: OpenedCoupons): ClearKey
  verifier(run: OpenedCoupons): ClearVerifier
}

const SETTINGS: readonly Setting[] = [
  {
    name: 'first-is-final (unsafe)',
    because: 'the first claim closes the chain, whoever makes it',
    key: () => ({ kind: 'unsigned' }),
    verifier: () => ({ kind: 'unsafe-first-is-final' }),
  },
  {
    name: 'unsigned-cumulative',
    because: 'claims add up, so no coupon is lost, but a clearing is forced: one fee more',
    key: () => ({ kind: 'unsigned' }),
    verifier: () => ({ kind: 'unsigned-cumulative', leastIntervalMs: 0 }),
  },
  {
    name: 'maced',
    because: 'proofWrong',
    key: () => ({ kind: 'maced', macKey: MAC_KEY }),
    verifier: () => ({ kind: 'maced', macKey: MAC_KEY }),
  },
  {
    name: 'signed',
    because: 'proofWrong',
    key: ({ world }) => ({ kind: 'signed', signatureKey: world.seller.signatureKey ?? new Uint8Array() }),
    verifier: ({ world }) => ({ kind: 'signed', publicKey: signatureKeyOf(world) }),
  },
]

export const forgedClear: Attack = {
  name: 'forged-clear',
  title: 'a buyer claims an early coupon as the last, in the seller’s place',
  source: 'src/payment/ikp/coupon/SPEC.md 5',
  async run(stage = openStage()) {
    const rows: AttackRow[] = []
    for (const setting of SETTINGS) rows.push(await stage.under(setting.name, () => play(stage, setting)))
    return rows
  },
}

async function play(stage: Stage, setting: Setting): Promise<AttackRow> {
  const honest = await outcomeOf(openStage(), setting, false)
  const forged = await outcomeOf(stage, setting, true)
  const gains = gainsOver(honest.holdings, forged.holdings)
  const stoppedBy = forged.refusal === 'nothing' ? setting.because : forged.refusal
  return judged({ setting: setting.name, gains, because: stoppedBy })
}

/** Eight coupons are spent, then claimed by the seller; before that the buyer forges a claim for the first one. */
async function outcomeOf(
  stage: Stage,
  setting: Setting,
  forges: boolean,
): Promise<{ holdings: Gains; refusal: string }> {
  const run = await opened(10, VALUE)
  const { world } = run
  const acquirer = clearingUnder(world, setting.verifier(run), FEES)
  const [after, early] = spend(run.buyerChain, 1)
  const [, late] = spend(after, SPENT - 1)
  const first = stage.sends(microPaymentLayout, accepted(early), PAYS)
  const last = stage.sends(microPaymentLayout, accepted(late), PAYS)
  const seller = taken(run, taken(run, run.sellerChain, first, 1), last, SPENT - 1)
  let refusal = 'nothing'
  if (forges) {
    const forged = stage.sends(clearRequestLayout, forgedRequest(seller, first), { ...CLAIMS, from: 'buyer' })
    const [change, outcome] = clear(acquirer, world.ledger, forged, NOW)
    world.ledger.apply(change)
    refusal = refusalOf(stage.judges('acquirer', CLAIMS.step, outcome))
  }
  const [, request] = requestClearing(world.seller.crypto, seller, setting.key(run), false)
  const claim = stage.sends(clearRequestLayout, request, CLAIMS)
  const [change, outcome] = clear(acquirer, world.ledger, claim, NOW)
  stage.judges('acquirer', CLAIMS.step, outcome)
  world.ledger.apply(change)
  return { holdings: holdingsOf(run), refusal }
}

function taken({ world }: OpenedCoupons, state: SellerChain, payment: MicroPayment, units: number): SellerChain {
  const price = BigInt(units) * VALUE
  const [next, outcome] = takeCoupons(world.chain, state, { payment, price, now: NOW })
  accepted(outcome)
  return next
}

function forgedRequest(state: SellerChain, { index, coupon }: MicroPayment): ClearRequest {
  const { sellerId, transactionId, commonDigest, position: chain } = state
  const claim = { sellerId, transactionId, commonDigest, chain, sequence: 1, index, coupon, final: false }
  return { claim: clearClaimLayout.encode(claim), proof: new Uint8Array() }
}

function holdingsOf({ world }: OpenedCoupons): Gains {
  const { ledger } = world
  const seller = ledger.seller(SELLER_ID)
  return {
    buyer: -(ledger.account(BAN)?.charged ?? 0n),
    seller: (seller?.credited ?? 0n) - (seller?.fees ?? 0n),
    acquirer: ledger.own().fees,
  }
}

function signatureKeyOf({ ledger }: OpenedCoupons['world']): Uint8Array {
  return ledger.payment(SELLER_ID, 1n)?.sellerKey ?? new Uint8Array()
}
