// The chain's function is public: the holder of PB_i computes PB_(i+1), which another buyer still holds, and spends it
// first (broker/SPEC.md 5).

import { takeScattered } from '../../src/payment/ikp/broker/pending.ts'
import { tokenLayout, tokenPaymentLayout, type Token } from '../../src/payment/ikp/broker/messages.ts'
import { redeem } from '../../src/payment/ikp/broker/seller.ts'
import { paymentWith } from '../../src/payment/ikp/broker/token.ts'
import type { HeldToken } from '../../src/payment/ikp/broker/buyer.ts'
import { brokered, fetched, itemFor, orderFor, used, type Brokered } from '../../src/payment/play/broker-steps.ts'
import { NOW } from '../../src/payment/play/world.ts'
import type { Route } from '../scheme/contract/wire.ts'
import type { Attack, AttackRow, Stage } from './attack.ts'
import { judged, refusalOf } from './row.ts'
import { openStage } from './stage.ts'

const BARE = 'coupon by its hash'
const TOKEN = 'token under K_(TTP,S)'
const THIEF = { from: 'thief', to: 'seller', step: 'use' } as const
const VICTIM = { ...THIEF, from: 'buyer' } as const

export const forwardDerivation: Attack = {
  name: 'forward-derivation',
  title: 'the holder of one coupon computes the pending coupons of others',
  source: 'src/payment/ikp/broker/SPEC.md 5',
  run: async (stage = openStage()) => [
    await stage.under(BARE, () => byHashAlone(stage)),
    await stage.under(TOKEN, () => byToken(stage)),
  ],
}

interface Prefetched extends Brokered {
  readonly victim: HeldToken
  readonly thief: HeldToken
}

/** Two tokens fetched ahead: the victim's coupon has the higher number, so the thief's leads to it. */
async function prefetched(): Promise<Prefetched> {
  const opened = await brokered()
  const [next, victim] = fetched(opened.at, opened.session, orderFor(opened.at, undefined))
  const [session, thief] = fetched(opened.at, next, orderFor(opened.at, undefined))
  return { ...opened, session, victim, thief }
}

function derived({ at, thief }: Prefetched): Token {
  const own = tokenLayout.decode(thief.token.body)
  const coupon = at.world.chain.walk(own.chainId, own.coupon, own.index, own.index + 1)
  return { ...own, index: own.index + 1, coupon }
}

/** A seller that looks at the chain and at nothing else. */
async function byHashAlone(stage: Stage): Promise<AttackRow> {
  const opened = await prefetched()
  const { chain, limits } = opened.at.seller
  const rules = { limits, now: NOW }
  const { relation } = opened.desk
  const start = { chain: relation.chain.chain, best: relation.chain.best, pending: relation.pending }
  const shown = (route: Route, token: Token): Token => stage.sends(tokenLayout, token, route)
  const [mine] = takeScattered(chain, start, shown(THIEF, tokenLayout.decode(opened.thief.token.body)), rules)
  const [robbed, stolen] = takeScattered(chain, mine, shown(THIEF, derived(opened)), rules)
  stage.judges('seller', THIEF.step, stolen)
  const own = shown(VICTIM, tokenLayout.decode(opened.victim.token.body))
  const [, late] = takeScattered(chain, robbed, own, rules)
  stage.judges('seller', VICTIM.step, late)
  return judged({
    setting: BARE,
    gains: { buyer: late.ok ? 0n : -1n, thief: stolen.ok ? 1n : 0n, seller: 0n },
    because: 'a derived coupon looks like the one that is expected',
  })
}

async function byToken(stage: Stage): Promise<AttackRow> {
  const opened = await prefetched()
  const { at, thief, victim } = opened
  const forged = { ...thief.token, body: tokenLayout.encode(derived(opened)) }
  const made = paymentWith(at.broker.crypto, forged, thief.tokenKey, itemFor('/reports/7'))
  const attempt = stage.sends(tokenPaymentLayout, made, THIEF)
  const [desk, stolen] = redeem(at.seller, opened.desk, attempt, NOW)
  stage.judges('seller', THIEF.step, stolen)
  const own = stage.sends(tokenPaymentLayout, used(at, victim, '/reports/7')[1], VICTIM)
  const [, late] = redeem(at.seller, desk, own, NOW)
  stage.judges('seller', VICTIM.step, late)
  return judged({
    setting: TOKEN,
    gains: { buyer: late.ok ? 0n : -1n, thief: stolen.ok ? 1n : 0n, seller: 0n },
    because: refusalOf(stolen),
  })
}
