// The terminal's conversation with a purse: select, check the certificate, open, take ticks, close; and after a tear, a
// reset or a spoilt answer ask again until the answer is definite. Every command of the purse repeats its answer, so
// asking again never pays twice (cafe-tick/SPEC.md 4).

import type { SpendRefusal } from '../../chain/chain.ts'
import type { CheckTable } from '../../payment/check-table.ts'
import { accept, refuse, type Outcome } from '../../payment/outcome.ts'
import { SPEND_CHECKS } from '../../payment/spend-checks.ts'
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
import { openApplet, type CardApplet } from '../card-applet.ts'
import type { CommonRefusal } from '../commands.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from './commands.ts'
import { selectApplet } from '../select.ts'

/** What a terminal checks with, and whose cards it takes. */
export interface Terminal extends CheckTools {
  readonly issuerKey: Uint8Array
  /** ms since 1970. */
  readonly now: () => number
}

/** A purse at a terminal. Every verb asks until the answer is definite, and throws when the attempts are used up. */
export interface Purse {
  /** Reads and checks the card's certificate: once a card, not once a chain. */
  certificate(): Promise<Outcome<CheckedCertificate, CertificateRefusal | 'notPersonalised' | CommonRefusal>>
  /** Opens a chain and checks the commitment. The same request again resumes the chain while it is open. */
  open(
    certificate: CheckedCertificate,
    request: OpenRequest,
  ): Promise<Outcome<SellerChain, OpenRefusal | CommitmentRefusal | CommonRefusal>>
  /** Takes ticks until `spent` have been paid in all. The chain that comes back is to be persisted before serving. */
  take(chain: SellerChain, spent: number): Promise<Outcome<SellerChain, TakeRefusal>>
  /**
   * What became of a tick whose answer was lost, without paying for another one: the chain with the tick if the card has
   * let it out, the chain as it was if not.
   */
  recover(chain: SellerChain): Promise<Outcome<SellerChain, LastRefusal | CommonRefusal>>
  /** Closes whatever chain is open, wherever it was opened. Undefined when none is. */
  close(): ReturnType<typeof closeChain>
}

/** `otherCount`: the card answered another count than it was asked for. */
export type TakeRefusal = TickRefusal | SpendRefusal | 'otherCount' | CommonRefusal

/** Selects the purse of ticks; refused where the card has none. */
export async function selectPurse(channel: CardChannel): Promise<Outcome<void, 'noPurse'>> {
  return (await selectApplet(channel, CAFE_TICK_AID)) ? accept(undefined) : refuse('noPurse')
}

/** The purse that is selected on a card. */
export function openPurse(card: OpenCard, terminal: Terminal): Purse {
  const applet = purseOn(card)
  const { crypto, issuerKey, now } = terminal
  return {
    certificate: () =>
      applet.ask(CAFE_TICK_COMMANDS.readCertificate, {}, (signed) =>
        checkCertificate(crypto, issuerKey, signed, now()),
      ),
    open: (certificate, request) =>
      applet.ask(CAFE_TICK_COMMANDS.openTicks, request, (signed) =>
        acceptChain(terminal, certificate, request, signed),
      ),
    take(chain, spent) {
      const { txCounter } = chain.commitment.commitment
      const command = spent === chain.best.spent + 1 ? CAFE_TICK_COMMANDS.tick : CAFE_TICK_COMMANDS.tickTo
      return applet.ask(command, { txCounter, spent }, (answer): Outcome<SellerChain, SpendRefusal | 'otherCount'> => {
        if (answer.spent !== spent) return refuse('otherCount')
        const [next, outcome] = acceptTick(terminal, chain, answer)
        return outcome.ok ? accept(next) : outcome
      })
    },
    recover: (chain) =>
      applet.ask(CAFE_TICK_COMMANDS.getLast, {}, ({ kind, txCounter, answer }) => {
        if (kind !== 'tick' || txCounter !== chain.commitment.commitment.txCounter) return accept(chain)
        return accept(acceptTick(terminal, chain, tickAnswerLayout.decode(answer))[0])
      }),
    close: () => closeChain(applet),
  }
}

/** For who checks nothing, such as the issuer. */
export function purseOn(card: OpenCard): CardApplet {
  return openApplet(card, CAFE_TICK_AID, SPOILT)
}

export async function closeChain(
  purse: CardApplet,
): Promise<Outcome<ClosingStatement | undefined, CloseRefusal | CommonRefusal>> {
  const status = await purse.ask(CAFE_TICK_COMMANDS.readStatus, {})
  if (!status.ok) return status
  if (status.value.phase !== 'open') return accept(undefined)
  return purse.ask(CAFE_TICK_COMMANDS.close, { txCounter: status.value.txCounter })
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

/** What a terminal asks of a tick's answer, in that order; what the card itself refuses is told by its status word. */
export const TAKE_CHECKS: CheckTable<SpendRefusal | 'otherCount'> = {
  otherCount: { asks: 'count asked for', clause: 'cafe-tick/SPEC.md 4' },
  ...SPEND_CHECKS,
}
