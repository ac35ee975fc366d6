// The terminal between a symmetric purse and the seller's module: four commands a purchase, and after a failure the two
// GET PREVIOUS commands, which tell whether to begin anew, to finish, or that all is done (purse-mac/SPEC.md 3).

import { equalConstantTime } from '../../bytes/bytes.ts'
import { accept, refuse, type Outcome } from '../../payment/outcome.ts'
import type { PreviousIep } from '../../payment/purse-mac/exchanges.ts'
import type { DebitRefusal, InitializeRefusal, PreviousRefusal } from '../../payment/purse-mac/purse.ts'
import type { Maced, Purchase, PurchaseOffer } from '../../payment/purse-mac/messages.ts'
import type { PreviousPsamRefusal, PsamCreditRefusal, PsamInitializeRefusal } from '../../payment/purse-mac/module.ts'
import type { OpenCard } from '../channel.ts'
import { send, type CommonRefusal } from '../commands.ts'
import { untilDefinite } from '../definite.ts'
import { PURSE_MAC_AID, PURSE_MAC_COMMANDS } from './purse-commands.ts'
import { PURSE_MAC_MODULE_AID, PURSE_MAC_MODULE_COMMANDS } from './module-commands.ts'
import { restartApplet } from '../select.ts'

/** Two chips: the buyer's in the slot, the seller's behind it; and what the terminal keeps for the seller's. */
export interface TerminalParts {
  readonly iep: OpenCard
  readonly psam: OpenCard
  readonly keeper: DoubtKeeper
}

export interface Terminal {
  /**
   * One purchase, settling an earlier one first that is still in doubt. Gives the purchases that the module has counted,
   * for the acquirer: the new one last. Throws `WireFailure` when a chip stays away; the doubt is then kept.
   */
  buy(request: PurchaseRequest): Promise<Outcome<readonly Purchase[], BuyRefusal>>
  /** What became of the purchase in doubt: counted by now, or undefined when the purse never paid or none was in doubt. */
  settle(): Promise<Outcome<Purchase | undefined, BuyRefusal>>
}

export interface PurchaseRequest {
  readonly units: bigint
  readonly date: number
}

/** A purchase from the moment at which the purse may have paid. The terminal keeps it until it is settled. */
export interface Doubt {
  readonly offer: Maced<PurchaseOffer>
  readonly order: Maced<Purchase>
  readonly date: number
}

/** Where the terminal keeps its doubt: written before the purse is debited, cleared once the outcome is known. */
export interface DoubtKeeper {
  read(): Doubt | undefined
  write(doubt: Doubt | undefined): void
}

/** `otherPurse`: the purse in the slot is not the one in doubt. */
export type BuyRefusal =
  | InitializeRefusal
  | PsamInitializeRefusal
  | DebitRefusal
  | PsamCreditRefusal
  | PreviousRefusal
  | PreviousPsamRefusal
  | 'otherPurse'
  | CommonRefusal

export function openTerminal(parts: TerminalParts): Terminal {
  const { iep, psam } = parts
  const retry = {
    async restart() {
      await restartApplet(iep, PURSE_MAC_AID)
      await restartApplet(psam, PURSE_MAC_MODULE_AID)
    },
    spoilt: SPOILT,
  }
  const settle: Terminal['settle'] = () => untilDefinite(() => settleOnce(parts), retry)
  return {
    settle,
    async buy(request) {
      const settled = await settle()
      if (!settled.ok) return settled
      const bought = await untilDefinite(() => buyOnce(parts, request), retry)
      const counted = settled.value === undefined ? [] : [settled.value]
      return bought.ok ? accept([...counted, bought.value]) : bought
    },
  }
}

async function buyOnce(parts: TerminalParts, { units, date }: PurchaseRequest): Promise<Outcome<Purchase, BuyRefusal>> {
  const { iep, psam, keeper } = parts
  const settled = await settleOnce(parts) // of the attempt before this one
  if (!settled.ok) return settled
  if (settled.value !== undefined) return accept(settled.value)
  const offered = await send(iep, PURSE_MAC_COMMANDS.initializePurchase, {})
  if (!offered.ok) return offered
  const offer = offered.value
  const ordered = await send(psam, PURSE_MAC_MODULE_COMMANDS.initialize, { offer, units, date })
  if (!ordered.ok) return ordered
  keeper.write({ offer, order: ordered.value, date })
  const paid = await send(iep, PURSE_MAC_COMMANDS.debit, ordered.value)
  if (!paid.ok) return forget(keeper, paid)
  return credit(parts, ordered.value.body, paid.value.signature)
}

async function settleOnce(parts: TerminalParts): Promise<Outcome<Purchase | undefined, BuyRefusal>> {
  const { iep, psam, keeper } = parts
  const doubt = keeper.read()
  if (doubt === undefined) return accept(undefined)
  const { body: purchase } = doubt.order
  const counted = await send(psam, PURSE_MAC_MODULE_COMMANDS.previousPurchase, {})
  if (!counted.ok && counted.refused !== 'noSuchRecord') return counted
  if (counted.ok && isSame(counted.value.body, purchase)) {
    keeper.write(undefined)
    return accept(purchase)
  }
  const status = await send(iep, PURSE_MAC_COMMANDS.readStatus, {})
  if (!status.ok) return status
  if (!equalConstantTime(status.value.iepId, purchase.iepId)) return refuse('otherPurse')
  const previous = await send(iep, PURSE_MAC_COMMANDS.previousSignature, {})
  if (!previous.ok && previous.refused !== 'noSuchRecord') return previous
  if (!previous.ok || !hasPaid(previous.value, purchase)) {
    keeper.write(undefined)
    return accept(undefined)
  }
  const { offer, date } = doubt
  const again = await send(psam, PURSE_MAC_MODULE_COMMANDS.initialize, { offer, units: purchase.units, date })
  return again.ok ? credit(parts, purchase, previous.value.signature) : again
}

async function credit(
  { psam, keeper }: TerminalParts,
  purchase: Purchase,
  signature: Uint8Array,
): Promise<Outcome<Purchase, BuyRefusal>> {
  const credited = await send(psam, PURSE_MAC_MODULE_COMMANDS.credit, { signature })
  if (!credited.ok) return credited
  keeper.write(undefined)
  return accept(purchase) // as the purse has checked it: the answer to CREDIT PSAM carries no MAC
}

/** The purse has said no: nothing is in doubt. A refusal that may be the wire's keeps the doubt. */
function forget<Refusal extends string>(
  keeper: DoubtKeeper,
  refused: { readonly ok: false; readonly refused: Refusal },
): { readonly ok: false; readonly refused: Refusal } {
  if (!SPOILT.has(refused.refused)) keeper.write(undefined)
  return refused
}

/** A changed bit on either wire shows as a MAC, an id or a number that does not fit. */
const SPOILT: ReadonlySet<string> = new Set<BuyRefusal>([
  'purseForged',
  'orderForged',
  'debitForged',
  'otherIep',
  'otherNumber',
])

function hasPaid({ record }: PreviousIep, purchase: Purchase): boolean {
  const { kind, number: iepNumber, units, psamId, psamNumber } = record
  return kind === 'purchase' && isSame({ ...purchase, iepNumber, units, psamId, psamNumber }, purchase)
}

function isSame(a: Purchase, b: Purchase): boolean {
  const numbers = a.iepNumber === b.iepNumber && a.psamNumber === b.psamNumber && a.units === b.units
  return numbers && equalConstantTime(a.iepId, b.iepId) && equalConstantTime(a.psamId, b.psamId)
}
