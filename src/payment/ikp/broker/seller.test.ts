import { describe, expect, it } from 'vitest'
import { protect } from '../coupon/delivery/session.ts'
import { brokered, fetched, itemFor, orderFor, redeemed, used, type Brokered } from '../../play/broker-steps.ts'
import { touched } from '../../testing/delivery-steps.ts'
import { NOW } from '../../play/world.ts'
import type { HeldToken } from './buyer.ts'
import { tokenLayout, tokenUseLayout, type Token, type TokenPayment } from './messages.ts'
import { redeem, type TokenDesk } from './seller.ts'
import { paymentWith, sealToken, tokenKeyOf } from './token.ts'

async function withTokens(...paths: readonly (string | undefined)[]): Promise<Brokered & { held: HeldToken[] }> {
  const opened = await brokered()
  const held: HeldToken[] = []
  let { session } = opened
  for (const path of paths) {
    const [next, token] = fetched(opened.at, session, orderFor(opened.at, path))
    session = next
    held.push(token)
  }
  return { ...opened, session, held }
}

function refusal<Shelf>(
  { at }: Brokered,
  desk: TokenDesk<Shelf> & Brokered['desk'],
  payment: TokenPayment,
  now = NOW,
): string {
  const [after, outcome] = redeem(at.seller, desk, payment, now)
  expect(after).toBe(desk)
  return outcome.ok ? 'accepted' : outcome.refused
}

/** A token as the broker would have to make it. */
function resealed({ desk, at }: Brokered, held: HeldToken, change: Partial<Token>): TokenPayment {
  const body = tokenLayout.encode({ ...tokenLayout.decode(held.token.body), ...change })
  const token = protect(at.broker.crypto, desk.relation.keys.macKey, body)
  return paymentWith(at.broker.crypto, token, held.tokenKey, itemFor('/reports/7'))
}

describe('redeeming', () => {
  it('takes prefetched tokens in any order', async () => {
    const opened = await withTokens(undefined, undefined, undefined)
    let { desk } = opened
    for (const at of [2, 0, 1]) [desk] = redeemed(opened.at, desk, used(opened.at, opened.held[at]!, '/reports/7')[1])
    expect(desk.relation).toMatchObject({ units: 3, chain: { best: { spent: 3 } } })
    expect(desk.relation.pending.size).toBe(0)
  })

  it('persists coupon, product and shelf in one piece before the product leaves', async () => {
    const opened = await withTokens('/reports/7')
    const [after, response] = redeemed(opened.at, opened.desk, used(opened.at, opened.held[0]!, '/reports/7')[1])
    expect(after.relation.chain.best.spent).toBe(1)
    expect(after.relation.redeemed.get(1)?.response).toEqual(response)
    expect(after.shelf).toEqual(['/reports/7'])
  })

  it('answers the same use again with the same product, and counts once', async () => {
    const opened = await withTokens('/reports/7')
    const [, payment] = used(opened.at, opened.held[0]!, '/reports/7')
    const [once, response] = redeemed(opened.at, opened.desk, payment)
    expect(redeemed(opened.at, once, payment)).toEqual([once, response])
  })

  it('costs the seller one step, four MACs and two hashes more, and no signature', async () => {
    const opened = await withTokens(undefined)
    const [, payment] = used(opened.at, opened.held[0]!, '/reports/7')
    const before = opened.at.world.tallies.seller.read()
    redeemed(opened.at, opened.desk, payment)
    const after = opened.at.world.tallies.seller.read()
    const spent = (kind: 'chainStep' | 'mac' | 'hash' | 'sign') => (after[kind] ?? 0) - (before[kind] ?? 0)
    expect([spent('chainStep'), spent('mac'), spent('hash'), spent('sign')]).toEqual([1, 4, 3, 0])
  })
})

describe('the seller of a broker refuses', () => {
  it('a coupon that somebody derived from a pending one: it has no MAC of the broker', async () => {
    const opened = await withTokens(undefined, undefined)
    const thief = opened.held[1]! // PB_98; the victim's is PB_99
    const own = tokenLayout.decode(thief.token.body)
    const coupon = opened.at.world.chain.walk(own.chainId, own.coupon, own.index, own.index + 1)
    const body = tokenLayout.encode({ ...own, index: own.index + 1, coupon })
    const forged = paymentWith(opened.at.broker.crypto, { ...thief.token, body }, thief.tokenKey, itemFor('/reports/7'))
    expect(refusal(opened, opened.desk, forged)).toBe('tokenTagWrong')
  })

  it('a stolen token with another description', async () => {
    const opened = await withTokens(undefined)
    const [, payment] = used(opened.at, opened.held[0]!, '/reports/7')
    const { tokenDigest } = tokenUseLayout.decode(payment.use.body)
    const body = tokenUseLayout.encode({ tokenDigest, item: itemFor('/reports/88') })
    expect(refusal(opened, opened.desk, { ...payment, use: { ...payment.use, body } })).toBe('useTagWrong')
  })

  it('a token for another item than it is bound to, even from its holder', async () => {
    const opened = await withTokens('/reports/7')
    const [held] = opened.held
    const payment = paymentWith(opened.at.broker.crypto, held!.token, held!.tokenKey, itemFor('/reports/88'))
    expect(refusal(opened, opened.desk, payment)).toBe('anotherItem')
  })

  it('the use of one token with another token', async () => {
    const opened = await withTokens(undefined, undefined)
    const [, first] = used(opened.at, opened.held[0]!, '/reports/7')
    const [, second] = used(opened.at, opened.held[1]!, '/reports/7')
    expect(refusal(opened, opened.desk, { token: second.token, use: first.use })).toBe('useTagWrong')
    const body = tokenUseLayout.encode({ ...tokenUseLayout.decode(first.use.body) })
    const moved = protect(opened.at.broker.crypto, opened.held[1]!.tokenKey, body)
    expect(refusal(opened, opened.desk, { token: second.token, use: moved })).toBe('useOfAnotherToken')
  })

  it('a second use of a token for something else', async () => {
    const opened = await withTokens(undefined)
    const [held] = opened.held
    const [once] = redeemed(opened.at, opened.desk, used(opened.at, held!, '/reports/7')[1])
    expect(refusal(opened, once, used(opened.at, held!, '/reports/88')[1])).toBe('tokenUsed')
  })

  it('a token after its end', async () => {
    const opened = await withTokens(undefined)
    const [held] = opened.held
    const [, payment] = used(opened.at, held!, '/reports/7')
    expect(refusal(opened, opened.desk, payment, held!.expires + 1)).toBe('tokenExpired')
    expect(redeem(opened.at.seller, opened.desk, payment, held!.expires)[1].ok).toBe(true)
  })

  it.each<[string, Partial<Token>, string]>([
    ['of another relation', { transactionId: 51n }, 'useTagWrong'],
    ['of another chain', { chainId: new Uint8Array(16) }, 'anotherChain'],
    ['of no coupons', { count: 0 }, 'wrongPrice'],
    ['of more coupons than the price', { count: 2, index: 98 }, 'wrongPrice'],
    ['with a coupon that is none', { coupon: new Uint8Array(16) }, 'valueNotOnChain'],
  ])('a token %s', async (_name, change, refused) => {
    const opened = await withTokens(undefined)
    expect(refusal(opened, opened.desk, resealed(opened, opened.held[0]!, change))).toBe(refused)
  })

  it('a token that names another payment relation for the same chain', async () => {
    const opened = await withTokens(undefined)
    const { keys } = opened.desk.relation
    const own = tokenLayout.decode(opened.held[0]!.token.body)
    const token = sealToken(opened.at.broker.crypto, keys, { ...own, transactionId: 51n })
    const tokenKey = tokenKeyOf(opened.at.broker.crypto, keys, { ...own, transactionId: 51n })
    const payment = paymentWith(opened.at.broker.crypto, token, tokenKey, itemFor('/reports/7'))
    expect(refusal(opened, opened.desk, payment)).toBe('anotherChain')
  })

  it.each([
    ['closed', { closed: true }, 'chainClosed'],
    ['expired', { expires: NOW }, 'chainExpired'],
  ])('tokens of a chain that is %s', async (_name, change, refused) => {
    const opened = await withTokens(undefined)
    const { relation } = opened.desk
    const desk = { ...opened.desk, relation: { ...relation, chain: { ...relation.chain, ...change } } }
    expect(refusal(opened, desk, used(opened.at, opened.held[0]!, '/reports/7')[1])).toBe(refused)
  })

  it('what is not for sale, and keeps the token good', async () => {
    const opened = await withTokens(undefined)
    const [held] = opened.held
    expect(refusal(opened, opened.desk, used(opened.at, held!, '/secret')[1])).toBe('notSold')
    expect(redeem(opened.at.seller, opened.desk, used(opened.at, held!, '/reports/7')[1], NOW)[1].ok).toBe(true)
  })

  it('any altered byte of token or use', async () => {
    const opened = await withTokens(undefined)
    const [, payment] = used(opened.at, opened.held[0]!, '/reports/7')
    for (let at = 0; at < payment.token.body.length + 32; at += 1) {
      expect(refusal(opened, opened.desk, { ...payment, token: touched(payment.token, at) })).toBe('tokenTagWrong')
    }
    for (let at = 0; at < payment.use.body.length + 32; at += 1) {
      expect(refusal(opened, opened.desk, { ...payment, use: touched(payment.use, at) })).toBe('useTagWrong')
    }
  })
})
