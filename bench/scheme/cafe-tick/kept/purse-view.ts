// What a card with a purse tells about itself to anybody who asks, without a PIN and without changing it.

import type { CardChannel } from '../../../../src/card/channel.ts'
import { counted } from '../../../../src/bytes/counted.ts'
import { send } from '../../../../src/card/commands.ts'
import { CAFE_TICK_COMMANDS } from '../../../../src/card/cafe-tick/commands.ts'
import { selectPurse } from '../../../../src/card/cafe-tick/terminal.ts'
import { printHex } from '../../../../src/bytes/hex.ts'
import type { LogRecord, PurseStatus } from '../../../../src/payment/cafe-tick/card-messages.ts'
import { unwrap } from '../../chips/refusals.ts'

export type PurseView =
  | { readonly kind: 'noPurse' }
  | { readonly kind: 'blank' }
  | {
      readonly kind: 'purse'
      readonly cardId: string
      readonly expires: number
      readonly status: PurseStatus
      /** The newest first. */
      readonly log: readonly LogRecord[]
    }

export async function viewPurse(card: CardChannel): Promise<PurseView> {
  if (!(await selectPurse(card)).ok) return { kind: 'noPurse' }
  const status = await send(card, CAFE_TICK_COMMANDS.readStatus, {})
  if (!status.ok && status.refused === 'notPersonalised') return { kind: 'blank' }
  const { certificate } = unwrap('GET DATA', await send(card, CAFE_TICK_COMMANDS.readCertificate, {}))
  const { cardId, expires } = certificate
  return {
    kind: 'purse',
    cardId: printHex(cardId),
    expires,
    status: unwrap('GET DATA', status),
    log: await readLog(card),
  }
}

/** Selects the purse and reads its status. */
export async function readStatus(card: CardChannel): Promise<PurseStatus> {
  unwrap('SELECT', await selectPurse(card))
  return unwrap('GET DATA', await send(card, CAFE_TICK_COMMANDS.readStatus, {}))
}

async function readLog(card: CardChannel): Promise<readonly LogRecord[]> {
  const log: LogRecord[] = []
  for (;;) {
    const record = await send(card, CAFE_TICK_COMMANDS.readLog, { age: log.length })
    if (!record.ok) return log
    log.push(record.value)
  }
}

/** In a few words, for the line that says which card is used. */
export function describePurse(view: PurseView): string {
  switch (view.kind) {
    case 'noPurse':
      return 'no tick purse'
    case 'blank':
      return 'a blank tick purse'
    case 'purse': {
      const { balance, currency, txCounter, phase } = view.status
      return `tick purse ${view.cardId}: ${counted(balance, 'minor unit')} of ${currency}, last transaction ${txCounter}, ${PHASE_WORDS[phase]}`
    }
  }
}

const PHASE_WORDS: Readonly<Record<PurseStatus['phase'], string>> = {
  new: 'never used',
  loaded: 'no chain open',
  open: 'a chain is open',
  closed: 'no chain open',
}
