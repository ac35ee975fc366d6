// SELECT by AID, without FCI (ISO 7816-4:2005, 7.1.1), and the way back to an applet after a reset.

import type { Aid } from '../iso7816/aid.ts'
import { commandApdu } from '../iso7816/command-apdu.ts'
import { readStatusWord, SW } from '../iso7816/status-word.ts'
import type { CardChannel, OpenCard } from './channel.ts'
import { WireFailure } from './wire-failure.ts'

const NO_INFORMATION = 0x0c
const FILE_CONTROL_INFORMATION = 0x00

/**
 * Whether the card has such an applet and it is willing. Cards that always give information are asked for it.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { cafeTickApplet, createEmulatedCard } from 'tickbench/card'
 * import { nodeCrypto, seededRandom } from 'tickbench/crypto'
 * import { openEmulated } from 'tickbench/reader'
 * import { CAFE_TICK_AID, CAFE_TICK_COMMANDS, selectApplet, send } from 'tickbench/terminal'
 *
 * const given = { crypto: nodeCrypto('p256'), random: seededRandom(1) }
 * const card = openEmulated(createEmulatedCard({ applets: [cafeTickApplet()], ...given }))
 * assert(await selectApplet(card, CAFE_TICK_AID))
 * const status = await send(card, CAFE_TICK_COMMANDS.readStatus, {})
 * assert.deepEqual(status, { ok: false, refused: 'notPersonalised' })
 */
export async function selectApplet(channel: CardChannel, { bytes }: Aid): Promise<boolean> {
  const select = { cla: 0, ins: 0xa4, p1: 0x04, data: bytes }
  const quiet = await channel.transmit(commandApdu({ ...select, p2: NO_INFORMATION }))
  if (readStatusWord(quiet.sw).kind === 'moreAvailable') return true
  if (quiet.sw !== SW.incorrectP1P2) return quiet.sw === SW.ok
  const told = await channel.transmit(commandApdu({ ...select, p2: FILE_CONTROL_INFORMATION, ne: 256 }))
  return told.sw === SW.ok
}

/** Throws `WireFailure` `cardRemoved` when the applet is gone: it is another card. */
export async function restartApplet(card: OpenCard, aid: Aid): Promise<void> {
  await card.reset()
  if (!(await selectApplet(card, aid))) {
    throw new WireFailure('cardRemoved', 'after the reset the applet no longer answers: another card?')
  }
}
