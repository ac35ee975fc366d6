import { beforeAll, describe } from 'vitest'
import { cleared, opened, type OpenedCoupons } from '../../play/coupon-steps.ts'
import { NOW } from '../../play/world.ts'
import { holdsOrder } from '../../testing/check-order.ts'
import { signedClearing, takenUpTo, TOO_LATE } from '../../testing/coupon-steps.ts'
import { clear, CLEAR_CHECKS } from './acquirer.ts'
import { clearClaimLayout, type ClearClaim, type ClearReply, type MicroPayment } from './messages.ts'
import { proveClaim } from './clear-proof.ts'
import { signedKey } from '../../testing/coupon-steps.ts'
import { spend } from './buyer.ts'
import { CLEAR_REPLY_CHECKS, COUPON_CHECKS, takeClearReply, takeCoupons, type SellerChain } from './seller.ts'

let run: OpenedCoupons
let seller: SellerChain
let payment: MicroPayment

beforeAll(async () => {
  run = await opened(10)
  const after = takenUpTo(run, 3)
  seller = after.seller
  const [, sent] = spend(after.buyer, 1)
  if (!sent.ok) throw new Error(sent.refused)
  payment = sent.value
})

interface Taken {
  readonly state: SellerChain
  readonly payment: MicroPayment
  readonly price: bigint
}

describe('a micro-payment', () => {
  holdsOrder<Taken>({
    table: COUPON_CHECKS,
    good: () => ({ state: seller, payment, price: 1n }),
    spoil: {
      anotherChain: (input) => ({ ...input, payment: { ...input.payment, chainId: new Uint8Array(16) } }),
      chainClosed: (input) => ({ ...input, state: { ...input.state, closed: true } }),
      chainExpired: (input) => ({ ...input, state: { ...input.state, expires: NOW } }),
      wrongPrice: (input) => ({ ...input, price: input.price + 1n }),
      spentNotWhole: (input) => ({ ...input, payment: { ...input.payment, index: input.payment.index - 0.5 } }),
      nothingNew: (input) => ({ ...input, payment: { ...input.payment, index: input.payment.index + 2 } }),
      valueWrongSize: (input) => ({ ...input, payment: { ...input.payment, coupon: new Uint8Array(15) } }),
      valueNotOnChain: (input) => {
        const coupon = input.payment.coupon.map((byte) => byte ^ 1)
        return { ...input, payment: { ...input.payment, coupon } }
      },
    },
    refusal: ({ state, price, ...sent }) => {
      const [, outcome] = takeCoupons(run.world.chain, state, { payment: sent.payment, price, now: NOW })
      return outcome.ok ? undefined : outcome.refused
    },
    apart: {
      'wrongPrice/spentNotWhole': 'what is no whole number of coupons has no worth to hold against a price',
      'wrongPrice/nothingNew': 'no new coupon has no worth to hold against a price',
    },
  })
})

interface Asked {
  readonly changes: Partial<ClearClaim>
  readonly forged: boolean
  readonly now: number
}

describe('a clear request', () => {
  const changing = (changes: Partial<ClearClaim>) => (input: Asked) => ({
    ...input,
    changes: { ...input.changes, ...changes },
  })
  holdsOrder<Asked>({
    table: CLEAR_CHECKS,
    good: () => ({ changes: {}, forged: false, now: NOW }),
    spoil: {
      paymentUnknown: changing({ transactionId: 99n }),
      chainUnknown: changing({ chain: 7 }),
      proofWrong: (input) => ({ ...input, forged: true }),
      holdExpired: (input) => ({ ...input, now: TOO_LATE }),
      valueNotOnChain: changing({ coupon: new Uint8Array(16) }),
    },
    refusal: ({ changes, forged, now }) => {
      const { world } = run
      const claim = { ...clearClaimLayout.decode(signedClearing(world, seller)[1].claim), ...changes }
      const encoded = clearClaimLayout.encode(claim)
      const proof = proveClaim(world.seller.crypto, signedKey(world), forged ? new Uint8Array(3) : encoded)
      const [, outcome] = clear(world.clearing, world.ledger, { claim: encoded, proof }, now)
      return outcome.ok ? undefined : outcome.refused
    },
  })
})

interface Answered {
  readonly state: SellerChain
  readonly reply: ClearReply
}

describe('a clear reply', () => {
  let good: Answered
  beforeAll(() => {
    const [asked, request] = signedClearing(run.world, seller)
    good = { state: asked, reply: cleared(run.world, request) }
  })
  holdsOrder<Answered>({
    table: CLEAR_REPLY_CHECKS,
    good: () => good,
    spoil: {
      anotherChain: (input) => ({ ...input, state: { ...input.state, position: 1 } }),
      acquirerSignatureWrong: ({ state, reply }) => ({
        state,
        reply: { ...reply, acquirerSignature: new Uint8Array(64) },
      }),
      wrongAmount: (input) => ({ ...input, state: { ...input.state, value: input.state.value + 1n } }),
      paidTooLittle: ({ state, reply }) => {
        const { asked } = state
        return { reply, state: { ...state, asked: asked && { ...asked, spent: asked.spent + 1 } } }
      },
    },
    refusal: ({ state, reply }) => {
      const { crypto, acquirerKey } = run.world.seller
      const [, outcome] = takeClearReply(crypto, acquirerKey, state, reply)
      return outcome.ok ? undefined : outcome.refused
    },
  })
})
