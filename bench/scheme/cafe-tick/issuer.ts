// The issuer of purses with ticks: personalises cards, loads them, takes deposits and keeps the shadow balances.

import { send } from '../../../src/card/commands.ts'
import { CAFE_TICK_COMMANDS } from '../../../src/card/cafe-tick/commands.ts'
import { closeChain, purseOn, selectPurse } from '../../../src/card/cafe-tick/terminal.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { observedChain } from '../../../src/chain/observed.ts'
import type { ChainFunction } from '../../../src/chain/step.ts'
import { LONGEST_CHAIN } from '../../../src/chain/chain.ts'
import type { Crypto, RandomBytes } from '../../../src/crypto/crypto.ts'
import { observed } from '../../../src/crypto/observed.ts'
import type { OperationObserver } from '../../../src/crypto/operations.ts'
import { LARGEST_MINOR_UNITS } from '../../../src/money/amount.ts'
import { loadsAfter } from '../../../src/payment/card-account.ts'
import type { PurseLimits, PurseStatus } from '../../../src/payment/cafe-tick/card-messages.ts'
import { deposit, type Paid } from '../../../src/payment/cafe-tick/acquirer.ts'
import {
  authoriseLoad,
  confirmLoad,
  createIssuer,
  issuerOf,
  makeCard,
  type CardAccount,
  type Issuer,
} from '../../../src/payment/cafe-tick/issuer.ts'
import {
  loadAuthorisationLayout,
  loadReceiptLayout,
  depositLayout,
  type Deposit,
} from '../../../src/payment/cafe-tick/messages.ts'
import { CARD_ID_BYTES } from '../../../src/payment/card-certificate.ts'
import { runChain } from '../contract/run-chain.ts'
import { unwrap as unwrapCard, type CardRefusal } from '../chips/refusals.ts'
import type { Unwrap } from '../contract/failure.ts'
import type { LastingIssuer } from '../contract/lasting.ts'
import { CardEnds, ForeignCard } from '../contract/failure.ts'
import { CURRENCY } from '../contract/policy.ts'
import type { Wire } from '../contract/wire.ts'

/** A card in the run, with the issuer's account of it and the balance as far as its holder knows. */
export interface HeldCard {
  readonly channel: OpenCard
  account: CardAccount
  balance: bigint
  /** What had left the card before it came here: nothing for a new one. */
  readonly spentBefore: bigint
}

export interface TickIssuer {
  readonly issuer: Issuer
  /**
   * A blank card becomes a purse, one of this issuer's comes back with its account; set-up, so neither timed nor counted
   * as a payment. Throws `ForeignCard` and `CardEnds`.
   */
  personalise(card: OpenCard): Promise<HeldCard>
  /** Loads through the card's next transaction; no chain may be open. */
  load(held: HeldCard, units: bigint): Promise<void>
  /** A seller's deposit, through its codec; gives what is paid now. */
  take(held: HeldCard, payee: Uint8Array, claim: Deposit, now: number): Promise<Paid>
}

export interface TickIssuerInput {
  readonly crypto: Crypto
  readonly chain?: ChainFunction
  readonly random: RandomBytes
  readonly observe: OperationObserver
  readonly wire: Wire
  /** End of the cards' validity, and how long after OPEN a chain may be deposited, ms. */
  readonly expires: number
  readonly depositWindowMs: number
  /** Of the last payment, ms: a card that comes back must be valid until then. */
  readonly lastAt?: number
  /** Of the run; the usual one unless given. */
  readonly unwrap?: Unwrap<CardRefusal>
  /** Without it the issuer is made for this run and forgotten. */
  readonly lasting?: LastingIssuer | undefined
}

const ROUTES = {
  order: { from: 'issuer', to: 'card', step: 'load order' },
  receipt: { from: 'card', to: 'issuer', step: 'load receipt' },
  deposit: { from: 'seller', to: 'issuer', step: 'deposit' },
} as const

/** Wide limits: what a card refuses is for the tests, not for the comparison. */
export const LIMITS: PurseLimits = {
  largestBalance: LARGEST_MINOR_UNITS,
  longestChain: LONGEST_CHAIN,
  largestChainValue: LARGEST_MINOR_UNITS,
}

export function openIssuer(input: TickIssuerInput): TickIssuer {
  const { crypto, chain = runChain, random, observe, wire, expires, depositWindowMs, lastAt = 0, lasting } = input
  const { unwrap = unwrapCard } = input
  const tools = { crypto: observed(crypto, observe), chain: observedChain(chain, observe) }
  const issuer =
    lasting === undefined
      ? createIssuer(tools, random, depositWindowMs)
      : issuerOf({ ...tools, ...keysOf(lasting), depositWindowMs })
  const bureau: Issuer = { ...issuer, crypto } // set-up is not counted
  const keep = async (held: HeldCard, account: CardAccount): Promise<void> => {
    held.account = account
    await lasting?.keep(account)
  }
  const loadAs = async (held: HeldCard, txCounter: number, units: bigint): Promise<void> => {
    const [authorised, order] = authoriseLoad(issuer, held.account, { txCounter, units })
    await keep(held, authorised)
    const authorisation = wire.carry(loadAuthorisationLayout, unwrap('load order', order, txCounter), ROUTES.order)
    const loaded = await purseOn(held.channel).ask(CAFE_TICK_COMMANDS.load, authorisation)
    const receipt = wire.carry(loadReceiptLayout, unwrap('LOAD', loaded, txCounter), ROUTES.receipt)
    const [confirmed, outcome] = confirmLoad(issuer, held.account, receipt)
    await keep(held, confirmed)
    held.balance += unwrap('load receipt', outcome, txCounter)
  }
  /**
   * A card of this issuer that comes back. A chain that is still open is closed, since its terminal is gone, and it gets
   * the loads that a crash kept from it.
   */
  const takeBack = async (card: OpenCard): Promise<HeldCard> => {
    const { certificate } = unwrap('GET DATA', await send(card, CAFE_TICK_COMMANDS.readCertificate, {}))
    const account = lasting?.accountOf(certificate.cardId)
    if (account === undefined) throw new ForeignCard()
    if (certificate.expires < lastAt) throw new CardEnds(certificate.expires, lastAt)
    unwrap('CLOSE', await closeChain(purseOn(card)))
    const held: HeldCard = { channel: card, account, balance: 0n, spentBefore: 0n }
    const { balance, txCounter } = await statusOf(held)
    held.balance = balance
    for (const [at, { units }] of loadsAfter(account, txCounter).entries())
      await loadAs(held, txCounter + 1 + at, units)
    return { ...held, spentBefore: leftBefore(held) }
  }
  return {
    issuer,
    async personalise(card) {
      unwrap('SELECT', await selectPurse(card))
      const status = await send(card, CAFE_TICK_COMMANDS.readStatus, {})
      if (status.ok) return takeBack(card)
      const bytes = lasting?.random ?? random
      const order = { cardId: lasting?.cardNumber ?? bytes(CARD_ID_BYTES), currency: CURRENCY, limits: LIMITS, expires }
      const [account, personalisation] = makeCard(bureau, bytes, order)
      await lasting?.keep(account)
      unwrap('PERSONALISE', await send(card, CAFE_TICK_COMMANDS.personalise, personalisation))
      return { channel: card, account, balance: 0n, spentBefore: 0n }
    },
    async load(held, units) {
      const { txCounter } = await statusOf(held)
      return loadAs(held, txCounter + 1, units)
    },
    async take(held, payee, claim, now) {
      const received = wire.carry(depositLayout, claim, ROUTES.deposit)
      const [account, outcome] = deposit(issuer, held.account, { payee, now }, received)
      await keep(held, account)
      return unwrap('deposit', outcome, claim.commitment.commitment.txCounter)
    },
  }
}

/** Sellers may claim later what has left the card: then the card decides. What it should no longer hold, has left it. */
function leftBefore({ account, balance }: HeldCard): bigint {
  const left = account.loaded - balance
  return left > account.deposited ? left : account.deposited
}

function keysOf({ certificateKey, loadMaster }: LastingIssuer): Pick<Issuer, 'certificateKey' | 'loadMaster'> {
  return { certificateKey, loadMaster }
}

/** The balance in the card's own words. */
export async function readBalance(held: HeldCard): Promise<bigint> {
  return (await statusOf(held)).balance
}

async function statusOf({ channel }: HeldCard): Promise<PurseStatus> {
  return unwrapCard('GET DATA', await purseOn(channel).ask(CAFE_TICK_COMMANDS.readStatus, {}))
}
