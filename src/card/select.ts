// SELECT by AID, without FCI (ISO 7816-4:2005, 7.1.1), and the way back to an applet after a reset.

import type { Aid } from '../iso7816/aid.ts'
import { commandApdu } from '../iso7816/command-apdu.ts'
import { SW } from '../iso7816/status-word.ts'
import type { CardChannel, OpenCard } from './channel.ts'
import { WireFailure } from './wire-failure.ts'

/** Whether the card has such an applet and it is willing. */
export async function selectApplet(channel: CardChannel, { bytes }: Aid): Promise<boolean> {
  const { sw } = await channel.transmit(commandApdu({ cla: 0, ins: 0xa4, p1: 0x04, p2: 0x0c, data: bytes }))
  return sw === SW.ok
}

/** Throws `WireFailure` `cardRemoved` when the applet is gone: it is another card. */
export async function restartApplet(card: OpenCard, aid: Aid): Promise<void> {
  await card.reset()
  if (!(await selectApplet(card, aid))) {
    throw new WireFailure('cardRemoved', 'after the reset the applet no longer answers: another card?')
  }
}
