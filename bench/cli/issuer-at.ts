// The file of the issuer of a card in a reader, where its holder names none: found by the number of whatever applet of
// ours is personalised on it; a blank card gets a number and the file of that name.

import { existsSync } from 'node:fs'
import { usualStack } from '../../reader/wrappers/usual.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import { send, type CardCommand } from '../../src/card/commands.ts'
import { PURSE_MAC_AID, PURSE_MAC_COMMANDS } from '../../src/card/purse-mac/purse-commands.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from '../../src/card/cafe-tick/commands.ts'
import { selectApplet } from '../../src/card/select.ts'
import { CARD_SIGNATURE_AID, CARD_SIGNATURE_COMMANDS } from '../../src/card/card-signature/commands.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import type { Done } from '../../src/payment/outcome.ts'
import { CARD_ID_BYTES } from '../../src/payment/card-certificate.ts'
import { issuerFileOf, issuerFolder, makeFolderOf } from '../party/issuer-folder.ts'
import { writing } from './kept-files.ts'
import { freshBytes } from './full-card.ts'

export interface IssuerAt {
  readonly file: string
  /** The card's: of all applets that are made on it. */
  readonly number: Uint8Array
}

/** Undefined where the card has no applet of ours, or others have made them. Changes nothing on the card. */
export async function issuerAt(open: OpenCard): Promise<IssuerAt | undefined> {
  if (open.facts.driver === 'hid') return undefined
  const card = usualStack(open)
  const found: (Uint8Array | 'blank')[] = [
    ...(await numberOn(
      card,
      CAFE_TICK_AID,
      CAFE_TICK_COMMANDS.readCertificate,
      ({ certificate }) => certificate.cardId,
    )),
    ...(await numberOn(card, PURSE_MAC_AID, PURSE_MAC_COMMANDS.readStatus, ({ iepId }) => iepId)),
    ...(await numberOn(card, CARD_SIGNATURE_AID, CARD_SIGNATURE_COMMANDS.readStatus, ({ cardId }) => cardId)),
  ]
  for (const number of found) {
    if (number !== 'blank' && existsSync(issuerFileOf(number))) return { file: issuerFileOf(number), number }
  }
  if (!found.includes('blank')) return undefined
  const number = freshBytes(CARD_ID_BYTES)
  const file = issuerFileOf(number)
  await writing('the folder of', file, () => makeFolderOf(file))
  return { file, number }
}

/** For whoever is asked for his consent. */
export function whereKept(file: string | undefined): string {
  return `its issuer is kept in ${file ?? `a file of its own in ${issuerFolder()}`}`
}

/** One or none. */
async function numberOn<Response>(
  card: OpenCard,
  aid: Aid,
  command: CardCommand<Done, Response, 'notPersonalised'>,
  numberIn: (response: Response) => Uint8Array,
): Promise<readonly (Uint8Array | 'blank')[]> {
  if (!(await selectApplet(card, aid))) return []
  const answer = await send(card, command, {})
  if (answer.ok) return [numberIn(answer.value)]
  return answer.refused === 'notPersonalised' ? ['blank'] : []
}
