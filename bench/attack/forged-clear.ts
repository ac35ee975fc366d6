// A buyer claims in the seller's place and names an early coupon as the last (coupon/SPEC.md 5). It knows every coupon,
// so only a proof of the seller or the rule for claims can stop it.

import { clear } from '../../src/payment/ikp/coupon/acquirer.ts'
import { spend } from '../../src/payment/ikp/coupon/buyer.ts'
import type { ClearKey, ClearVerifier } from '../../src/payment/ikp/coupon/clear-proof.ts'
import { clearClaimLayout, type ClearRequest, type MicroPayment } from '../../src/payment/ikp/coupon/messages.ts'
import { requestClearing, takeCoupons, type SellerChain } from '../../src/payment/ikp/coupon/seller.ts'
import { BAN, clearingUnder, opened, SELLER_ID, type OpenedCoupons } from '../../src/payment/play/coupon-steps.ts'
import { accepted, NOW } from '../../src/payment/play/world.ts'
import type { Attack, AttackRow } from './attack.ts'
import { gainsOver, judged, refusalOf, type Gains } from './row.ts'

const MAC_KEY = new Uint8Array(32).fill(1)
const VALUE = 10n
const SPENT = 8
/** Minor units a clearing: without a fee a forced clearing would cost nothing. */
const FEES = { perClearing: 3n, basisPoints: 0 }

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
  async run() {
    const rows: AttackRow[] = []
    for (const setting of SETTINGS) rows.push(await play(setting))
    return rows
  },
}

async function play(setting: Setting): Promise<AttackRow> {
  const honest = await outcomeOf(setting, false)
  const forged = await outcomeOf(setting, true)
  const gains = gainsOver(honest.holdings, forged.holdings)
  const stoppedBy = forged.refusal === 'nothing' ? setting.because : forged.refusal
  return judged({ setting: setting.name, gains, because: stoppedBy })
}

/** Eight coupons are spent, then claimed by the seller; before that the buyer forges a claim for the first one. */
async function outcomeOf(setting: Setting, forges: boolean): Promise<{ holdings: Gains; refusal: string }> {
  const run = await opened(10, VALUE)
  const { world } = run
  const acquirer = clearingUnder(world, setting.verifier(run), FEES)
  const [after, early] = spend(run.buyerChain, 1)
  const [, late] = spend(after, SPENT - 1)
  const seller = taken(run, taken(run, run.sellerChain, accepted(early), 1), accepted(late), SPENT - 1)
  let refusal = 'nothing'
  if (forges) {
    const [change, outcome] = clear(acquirer, world.ledger, forgedRequest(seller, accepted(early)), NOW)
    world.ledger.apply(change)
    refusal = refusalOf(outcome)
  }
  const [, request] = requestClearing(world.seller.crypto, seller, setting.key(run), false)
  world.ledger.apply(clear(acquirer, world.ledger, request, NOW)[0])
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
