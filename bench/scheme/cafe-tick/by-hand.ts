// Payments one by one with a card that somebody holds in his hand: the seller's terminal opens a chain over exactly what
// is to be paid, takes every tick, closes it, and deposits at once with the issuer. What has left the card is deposited
// whatever ends the conversation, so that a card pulled in the middle costs its holder nothing but what the seller got.

import { TICK_STEPS } from './step-checks.ts'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8 } from '../../../src/bytes/bytes.ts'
import { printHex } from '../../../src/bytes/hex.ts'
import { openPurse, selectPurse, type Purse, type Terminal } from '../../../src/card/cafe-tick/terminal.ts'
import type { RandomBytes } from '../../../src/crypto/crypto.ts'
import type { OperationCounts } from '../../../src/crypto/operations.ts'
import { depositOf, type SellerChain } from '../../../src/payment/cafe-tick/seller.ts'
import { NONCE_BYTES, PAYEE_BYTES } from '../../../src/payment/card-certificate.ts'
import { OUTSIDE } from '../../witness/accounts.ts'
import { costsBetween, type Lane } from '../../witness/witness.ts'
import { unwrap as unwrapCard, type CardRefusal } from '../chips/refusals.ts'
import type { Unwrap } from '../contract/failure.ts'
import { judged } from '../contract/judging.ts'
import { CURRENCY } from '../contract/policy.ts'
import type { HeldCard, TickIssuer } from './issuer.ts'

export interface HandOrder {
  /** By name; the card signs `payeeNamed` of it. */
  readonly seller: string
  /** Of each payment. */
  readonly ticks: number
  /** Minor units. */
  readonly tickValue: bigint
  readonly times: number
}

export interface Till {
  readonly desk: TickIssuer
  readonly terminal: Terminal
  readonly random: RandomBytes
  /** Told of every payment. */
  readonly lane?: Lane | undefined
  /** Told of each payment that is deposited, by its number. */
  readonly onPaid: (number: number) => void
  /** Operations by role so far. */
  readonly operations: () => Readonly<Record<string, OperationCounts>>
}

export interface PaidByHand {
  readonly payments: number
  readonly ticks: number
  /** What the issuer has paid the seller, minor units. */
  readonly deposited: bigint
}

/** A seller with a name and no number: cards sign 16 bytes, and two names have different ones. */
export function payeeNamed(seller: string): Uint8Array {
  return sha256(utf8(`tickbench seller ${seller}`)).subarray(0, PAYEE_BYTES)
}

/** On a card that its issuer has taken back. Throws `SchemeFailure` and `WireFailure`; what was paid before is deposited. */
export async function payByHand(till: Till, held: HeldCard, order: HandOrder): Promise<PaidByHand> {
  const { lane, operations } = till
  lane?.move('held', OUTSIDE, purseOf(held), held.balance)
  let [ticks, deposited] = [0, 0n]
  for (let number = 1; number <= order.times; number += 1) {
    const before = operations()
    const says = { buyer: purseOf(held), seller: order.seller, units: String(BigInt(order.ticks) * order.tickValue) }
    lane?.transaction(number)
    const span = lane?.open({ kind: 'payment', ...says }) ?? 0
    const end = (outcome: 'paid' | 'refused', why: string): void => {
      lane?.close(span, { kind: 'paid', outcome, says: why, costs: costsBetween(before, operations()) })
      lane?.transaction(0)
    }
    try {
      deposited += await payOnce(till, held, order)
    } catch (error) {
      end('refused', error instanceof Error ? error.message : String(error))
      throw error
    }
    ticks += order.ticks
    end('paid', '')
    till.onPaid(number)
  }
  return { payments: order.times, ticks, deposited }
}

/** Gives what the issuer has paid for it. */
async function payOnce(till: Till, held: HeldCard, order: HandOrder): Promise<bigint> {
  const { lane, terminal, random } = till
  const unwrap = judged(unwrapCard, lane, TICK_STEPS)
  unwrap('SELECT', await selectPurse(held.channel))
  const purse = openPurse(held.channel, terminal)
  const certificate = unwrap('certificate', await purse.certificate())
  const request = {
    payee: payeeNamed(order.seller),
    terminalNonce: random(NONCE_BYTES),
    date: terminal.now(),
    currency: CURRENCY,
    tickValue: order.tickValue,
    limit: order.ticks,
    batch: 1,
  }
  const opened = unwrap('OPEN TICKS', await purse.open(certificate, request))
  const chain = await taken({ till, held, order, purse, unwrap }, opened)
  if (chain.broken === undefined) return deposited(till, held, order, chain.best)
  await deposited(till, held, order, chain.best).catch(() => undefined) // what broke first is what the user has to know
  throw chain.broken
}

interface Taking {
  readonly till: Till
  readonly held: HeldCard
  readonly order: HandOrder
  readonly purse: Purse
  readonly unwrap: Unwrap<CardRefusal>
}

/** As far as it came, and what ended it before its end. */
interface Taken {
  readonly best: SellerChain
  readonly broken?: unknown
}

async function taken({ till: { lane }, held, order, purse, unwrap }: Taking, opened: SellerChain): Promise<Taken> {
  let best = opened
  try {
    while (best.best.spent < order.ticks) {
      best = unwrap('TICK', await purse.take(best, best.best.spent + 1))
      held.balance -= order.tickValue
      lane?.move('moved', purseOf(held), claimsOf(order), order.tickValue)
    }
    unwrap('CLOSE', await purse.close())
    return { best }
  } catch (broken) {
    return { best, broken }
  }
}

async function deposited(till: Till, held: HeldCard, order: HandOrder, chain: SellerChain): Promise<bigint> {
  if (chain.best.spent === 0) return 0n
  const { units } = await till.desk.take(held, payeeNamed(order.seller), depositOf(chain), till.terminal.now())
  till.lane?.move('paid', claimsOf(order), order.seller, units)
  return units
}

/** Accounts of what is told. */
function purseOf({ account }: HeldCard): string {
  return `purse ${printHex(account.cardId).slice(-4)}`
}

function claimsOf({ seller }: HandOrder): string {
  return `claims of ${seller}`
}
