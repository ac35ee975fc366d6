// The terminal's conversation with a purse: select, check the certificate, open, take ticks, close; and after a tear, a
// reset or a spoilt answer ask again until the answer is definite. Every command of the purse repeats its answer, so
// asking again never pays twice (protocols.md 3.3, tear rules).

import { DecodeError } from '../bytes/decode-error.ts'
import type { SpendRefusal } from '../chain/chain.ts'
import { commandApdu } from '../iso7816/command-apdu.ts'
import { SW } from '../iso7816/status-word.ts'
import { accept, refuse, type Outcome } from '../payment/outcome.ts'
import { tickAnswerLayout, type OpenRequest } from '../payment/purse/card-messages.ts'
import type { LastRefusal, OpenRefusal, TickRefusal } from '../payment/purse/card-ticks.ts'
import type { CloseRefusal } from '../payment/purse/card.ts'
import type { ClosingStatement } from '../payment/purse/messages.ts'
import {
  acceptChain,
  acceptTick,
  checkCertificate,
  type CertificateRefusal,
  type CheckedCertificate,
  type CheckTools,
  type CommitmentRefusal,
  type SellerChain,
} from '../payment/purse/seller.ts'
import type { CardChannel, OpenCard } from './channel.ts'
import { send, type CommonRefusal } from './commands.ts'
import { PURSE_AID, PURSE_COMMANDS } from './purse-commands.ts'
import { WireFailure, type WireFailureCode } from './wire-failure.ts'

/** What a terminal checks with, and whose cards it takes. */
export interface Terminal extends CheckTools {
  readonly issuerKey: Uint8Array
  /** ms since 1970. */
  readonly now: () => number
}

/** SELECT by the purse's AID, without FCI. */
export async function selectPurse(channel: CardChannel): Promise<Outcome<void, 'noPurse'>> {
  const select = commandApdu({ cla: 0, ins: 0xa4, p1: 0x04, p2: 0x0c, data: PURSE_AID.bytes })
  const { sw } = await channel.transmit(select)
  return sw === SW.ok ? accept(undefined) : refuse('noPurse')
}

/** Reads and checks the card's certificate: once a card, not once a chain. */
export async function readCertificate(
  channel: CardChannel,
  { crypto, issuerKey, now }: Terminal,
): Promise<Outcome<CheckedCertificate, CertificateRefusal | 'notPersonalised' | CommonRefusal>> {
  const read = await send(channel, PURSE_COMMANDS.readCertificate, {})
  return read.ok ? checkCertificate(crypto, issuerKey, read.value, now()) : read
}

/** Opens a chain and checks the commitment. The same request again resumes the chain while it is open. */
export async function openChain(
  channel: CardChannel,
  terminal: Terminal,
  certificate: CheckedCertificate,
  request: OpenRequest,
): Promise<Outcome<SellerChain, OpenRefusal | CommitmentRefusal | CommonRefusal>> {
  const opened = await send(channel, PURSE_COMMANDS.openTicks, request)
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
  const command = spent === chain.best.spent + 1 ? PURSE_COMMANDS.tick : PURSE_COMMANDS.tickTo
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
  const last = await send(channel, PURSE_COMMANDS.getLast, {})
  if (!last.ok) return last
  const { kind, txCounter, answer } = last.value
  if (kind !== 'tick' || txCounter !== chain.commitment.commitment.txCounter) return accept(chain)
  return accept(acceptTick(terminal, chain, tickAnswerLayout.decode(answer))[0])
}

/** Closes whatever chain is open, wherever it was opened. Undefined when none is. */
export async function closeChain(
  channel: CardChannel,
): Promise<Outcome<ClosingStatement | undefined, CloseRefusal | CommonRefusal>> {
  const status = await send(channel, PURSE_COMMANDS.readStatus, {})
  if (!status.ok) return status
  if (status.value.phase !== 'open') return accept(undefined)
  return send(channel, PURSE_COMMANDS.close, { txCounter: status.value.txCounter })
}

/** Failures after which a card that is still there can be asked again. */
const TRANSIENT: ReadonlySet<WireFailureCode> = new Set(['cardMute', 'cardReset', 'timeout', 'protocol'])
const DEFAULT_ATTEMPTS = 3

/**
 * Runs a step of the conversation again while its answer is lost or spoilt: after a broken wire the card is reset and
 * the purse selected again. Throws the last failure when the attempts are used up.
 */
export async function untilDefinite<Value, Refusal extends string>(
  card: OpenCard,
  step: () => Promise<Outcome<Value, Refusal>>,
  attempts: number = DEFAULT_ATTEMPTS,
): Promise<Outcome<Value, Refusal>> {
  for (let left = attempts - 1; ; left -= 1) {
    try {
      const outcome = await step()
      if (left === 0 || outcome.ok || !SPOILT.has(outcome.refused)) return outcome
    } catch (error) {
      if (left === 0 || !isTransient(error)) throw error
      if (error instanceof WireFailure) await restart(card)
    }
  }
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

function isTransient(error: unknown): boolean {
  return error instanceof DecodeError || (error instanceof WireFailure && TRANSIENT.has(error.code))
}

async function restart(card: OpenCard): Promise<void> {
  await card.reset()
  const selected = await selectPurse(card)
  if (!selected.ok) throw new WireFailure('cardRemoved', 'after the reset no purse answers: another card?')
}
