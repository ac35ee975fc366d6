// The terminal's conversation with a purse: select, check the certificate, open, take ticks, close; and after a tear, a
// reset or a spoilt answer ask again until the answer is definite. Every command of the purse repeats its answer, so
// asking again never pays twice (protocols.md 3.3, tear rules).

import type { SpendRefusal } from '../../chain/chain.ts'
import { accept, refuse, type Outcome } from '../../payment/outcome.ts'
import { tickAnswerLayout, type OpenRequest } from '../../payment/cafe-tick/card-messages.ts'
import type { LastRefusal, OpenRefusal, TickRefusal } from '../../payment/cafe-tick/card-ticks.ts'
import type { CloseRefusal } from '../../payment/cafe-tick/card.ts'
import type { ClosingStatement } from '../../payment/cafe-tick/messages.ts'
import {
  acceptChain,
  acceptTick,
  type CheckTools,
  type CommitmentRefusal,
  type SellerChain,
} from '../../payment/cafe-tick/seller.ts'
import { checkCertificate, type CertificateRefusal, type CheckedCertificate } from '../../payment/card-certificate.ts'
import type { CardChannel, OpenCard } from '../channel.ts'
import { send, type CommonRefusal } from '../commands.ts'
import { untilDefinite as askUntilDefinite } from '../definite.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from './commands.ts'
import { restartApplet, selectApplet } from '../select.ts'

/** What a terminal checks with, and whose cards it takes. */
export interface Terminal extends CheckTools {
  readonly issuerKey: Uint8Array
  /** ms since 1970. */
  readonly now: () => number
}

export async function selectPurse(channel: CardChannel): Promise<Outcome<void, 'noPurse'>> {
  return (await selectApplet(channel, CAFE_TICK_AID)) ? accept(undefined) : refuse('noPurse')
}

/** Reads and checks the card's certificate: once a card, not once a chain. */
export async function readCertificate(
  channel: CardChannel,
  { crypto, issuerKey, now }: Terminal,
): Promise<Outcome<CheckedCertificate, CertificateRefusal | 'notPersonalised' | CommonRefusal>> {
  const read = await send(channel, CAFE_TICK_COMMANDS.readCertificate, {})
  return read.ok ? checkCertificate(crypto, issuerKey, read.value, now()) : read
}

/** Opens a chain and checks the commitment. The same request again resumes the chain while it is open. */
export async function openChain(
  channel: CardChannel,
  terminal: Terminal,
  certificate: CheckedCertificate,
  request: OpenRequest,
): Promise<Outcome<SellerChain, OpenRefusal | CommitmentRefusal | CommonRefusal>> {
  const opened = await send(channel, CAFE_TICK_COMMANDS.openTicks, request)
  return opened.ok ? acceptChain(terminal, certificate, request, opened.value) : opened
}

/** `otherCount`: the card answered another count than it was asked for. */
export type TakeRefusal = TickRefusal | SpendRefusal | 'otherCount' | CommonRefusal

/**
 * Takes ticks until `spent` have been paid in all. The chain that comes back is to be persisted before serving.
 * Throws as `send` does; `untilDefinite` asks again.
 */
export async function takeTicks(
  channel: CardChannel,
  terminal: Terminal,
  chain: SellerChain,
  spent: number,
): Promise<Outcome<SellerChain, TakeRefusal>> {
  const { txCounter } = chain.commitment.commitment
  const command = spent === chain.best.spent + 1 ? CAFE_TICK_COMMANDS.tick : CAFE_TICK_COMMANDS.tickTo
  const ticked = await send(channel, command, { txCounter, spent })
  if (!ticked.ok) return ticked
  if (ticked.value.spent !== spent) return refuse('otherCount')
  const [next, outcome] = acceptTick(terminal, chain, ticked.value)
  return outcome.ok ? accept(next) : outcome
}

/**
 * What became of a tick whose answer was lost, without paying for another one: the chain with the tick if the card has
 * let it out, the chain as it was if not.
 */
export async function recoverTick(
  channel: CardChannel,
  terminal: Terminal,
  chain: SellerChain,
): Promise<Outcome<SellerChain, LastRefusal | CommonRefusal>> {
  const last = await send(channel, CAFE_TICK_COMMANDS.getLast, {})
  if (!last.ok) return last
  const { kind, txCounter, answer } = last.value
  if (kind !== 'tick' || txCounter !== chain.commitment.commitment.txCounter) return accept(chain)
  return accept(acceptTick(terminal, chain, tickAnswerLayout.decode(answer))[0])
}

/** Closes whatever chain is open, wherever it was opened. Undefined when none is. */
export async function closeChain(
  channel: CardChannel,
): Promise<Outcome<ClosingStatement | undefined, CloseRefusal | CommonRefusal>> {
  const status = await send(channel, CAFE_TICK_COMMANDS.readStatus, {})
  if (!status.ok) return status
  if (status.value.phase !== 'open') return accept(undefined)
  return send(channel, CAFE_TICK_COMMANDS.close, { txCounter: status.value.txCounter })
}

/** Runs a step of the conversation until its answer is definite. */
export async function untilDefinite<Value, Refusal extends string>(
  card: OpenCard,
  step: () => Promise<Outcome<Value, Refusal>>,
): Promise<Outcome<Value, Refusal>> {
  return askUntilDefinite(step, { restart: () => restartApplet(card, CAFE_TICK_AID), spoilt: SPOILT })
}

/** What the card did not say itself but its answer failed a check for: the answer may have been spoilt on its way. */
const SPOILT: ReadonlySet<string> = new Set<CertificateRefusal | CommitmentRefusal | SpendRefusal | 'otherCount'>([
  'certificateExpired',
  'certificateForged',
  'otherCard',
  'otherPayee',
  'otherNonce',
  'otherDate',
  'otherCurrency',
  'otherValue',
  'otherLimit',
  'commitmentForged',
  'otherCount',
  'valueNotOnChain',
])
