import { describe, expect, it } from 'vitest'
import { utf8 } from '../../bytes/bytes.ts'
import { ACCOUNT, filesOf, MATRIX, verdicts } from '../testing/ikp-files.ts'
import { createWorld, DESCRIPTION } from '../play/world.ts'
import { commonLayout, pseudonymOf, slipLayout } from './common.ts'
import * as judging from './judge.ts'
import {
  authRequestLayout,
  authResponseLayout,
  confirmLayout,
  initiateLayout,
  paymentLayout,
  signedAnswerLayout,
} from './messages.ts'
import { VARIANTS } from './variant.ts'

it.each(VARIANTS)('%s: a judge with nothing but stored bytes finds the row of SPEC.md 7', async (variant) => {
  expect(verdicts(await filesOf(variant))).toEqual(MATRIX[variant])
})

describe('a forger', () => {
  it('who is a certified buyer signs for itself only, not for the account of another', async () => {
    const { judge, acquirer } = await filesOf('3kp')
    const stranger = (await createWorld({ variant: '3kp', seed: 2 })).ledger.account(ACCOUNT.number)!
    const account = { ...acquirer.account, signatureKey: stranger.signatureKey }
    expect(judging.provesBuyerToAcquirer(judge, { ...acquirer, account })).toBe('none')
  })

  it('who only names the account, without R_B, does not tie a signed payment to it', async () => {
    const { judge, acquirer } = await filesOf('3kp')
    const slip = slipLayout.encode({ ...slipLayout.decode(acquirer.slip), blinding: new Uint8Array(16) })
    expect(judging.provesBuyerToAcquirer(judge, { ...acquirer, slip })).toBe('none')
  })

  it.each(['1kp', '2kp'] as const)('who does not know the PIN proves nothing, in %s', async (variant) => {
    const { judge, acquirer } = await filesOf(variant)
    const slip = slipLayout.encode({ ...slipLayout.decode(acquirer.slip), pin: '0000' })
    expect(judging.provesBuyerToAcquirer(judge, { ...acquirer, slip })).toBe('none')
  })

  it.each(['3kp', '3kp-hardened'] as const)('cannot move any signature to another order, in %s', async (variant) => {
    const files = await filesOf(variant)
    const common = commonLayout.decode(files.acquirer.common)
    const other = commonLayout.encode({ ...common, terms: { ...common.terms, price: 26n } })
    const { judge, acquirer, seller, buyer } = files
    expect(judging.provesSellerToAcquirer(judge, { ...acquirer, common: other })).toBe('none')
    expect(judging.provesBuyerToSeller(judge, { ...seller, common: other })).toBe('none')
    expect(judging.provesAcquirerToSeller(judge, { ...seller, common: other })).toBe('none')
    expect(judging.provesReceipt(judge, { ...buyer, common: other })).toBe('none')
  })

  it('who presents a no of the acquirer as its authorisation proves nothing', async () => {
    const { judge, seller, world } = await filesOf('3kp')
    const signed = signedAnswerLayout.encode({ answer: 'no', commonDigest: world.scheme.crypto.hash(seller.common) })
    const acquirerSignature = world.scheme.crypto.signatures.sign(world.acquirer.signatureKey, signed)
    const response = authResponseLayout.encode({ answer: 'no', acquirerSignature })
    expect(judging.provesAcquirerToSeller(judge, { ...seller, response })).toBe('none')
  })

  it('who presents the slip of another order, or accuses another account, proves nothing', async () => {
    const { judge, acquirer } = await filesOf('2kp')
    const slip = slipLayout.encode({ ...slipLayout.decode(acquirer.slip), commonDigest: new Uint8Array(32) })
    expect(judging.provesBuyerToAcquirer(judge, { ...acquirer, slip })).toBe('none')
    const account = { ...acquirer.account, number: '4711 0816' }
    expect(judging.provesBuyerToAcquirer(judge, { ...acquirer, account })).toBe('none')
  })

  it('who finds order or account in the open needs no guess: the judge of privacy looks for it', async () => {
    const { judge, acquirer, initiate: first, seller } = await filesOf('2kp')
    expect(judging.canConfirmOrder(judge, acquirer, DESCRIPTION, DESCRIPTION)).toBe(true)
    const payment = paymentLayout.decode(seller.payment)
    const open = paymentLayout.encode({ ...payment, sealedSlip: utf8(ACCOUNT.number) })
    const messages = { initiate: first, payment: open }
    expect(judging.buyerIsKnownToSeller(judge, messages, ACCOUNT.number)).toBe('byAccount')
  })

  it('who shows V of another payment proves nothing, nor does one with bytes that are no file', async () => {
    const { judge, buyer } = await filesOf('3kp')
    const confirmation = confirmLayout.decode(buyer.confirm)
    const withWrongV = confirmLayout.encode({ ...confirmation, accept: new Uint8Array(16) })
    expect(judging.provesReceipt(judge, { ...buyer, confirm: withWrongV })).toBe('none')
    expect(judging.provesReceipt(judge, { ...buyer, invoice: new Uint8Array(3) })).toBe('none')
  })

  it('who left the salt out would give the order away, and the account without R_B', async () => {
    const { judge, acquirer, initiate: first, seller, world } = await filesOf('2kp')
    const request = authRequestLayout.decode(acquirer.request)
    const unsalted = { ...request, descriptionDigest: world.scheme.crypto.hash(DESCRIPTION) }
    const file = { ...acquirer, request: authRequestLayout.encode(unsalted) }
    expect(judging.canConfirmOrder(judge, file, DESCRIPTION)).toBe(true)
    expect(judging.canConfirmOrder(judge, acquirer, DESCRIPTION)).toBe(false)
    expect(judging.canConfirmOrder(judge, acquirer, DESCRIPTION, first)).toBe(true) // SALT_B travels in flow 1
    const buyerPseudonym = pseudonymOf(world.scheme.crypto, new Uint8Array(16), ACCOUNT.number)
    const initiated = initiateLayout.encode({ ...initiateLayout.decode(first), buyerPseudonym })
    const messages = { initiate: initiated, payment: seller.payment }
    expect(judging.buyerIsKnownToSeller(judge, messages, ACCOUNT.number)).toBe('byAccount')
    expect(judging.buyerIsKnownToSeller(judge, { ...messages, initiate: first }, ACCOUNT.number)).toBe(
      'byPseudonymOnly',
    )
  })
})
