// Which applet is selected on a card, as the commands that went over the wire tell: only that tells what a command means.

import type { CardFacts } from '../../src/card/channel.ts'
import { U2F_AID } from '../../src/card/tokens/u2f-commands.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { readStatusWord } from '../../src/iso7816/status-word.ts'
import { appletNamed, type KnownApplet } from './known-applets.ts'

export interface Selection {
  readonly applet: KnownApplet | undefined
  after(command: CommandApdu, response: ResponseApdu): void
  reset(): void
}

/**
 * `selected` is what the card has selected after power-up, where that is known. Over CTAPHID there is nothing to select:
 * U2F is what it carries. It is the link that tells its longest message.
 */
export function createSelection(
  { driver, maxCommandBytes }: Pick<CardFacts, 'driver' | 'maxCommandBytes'>,
  selected?: Aid,
): Selection {
  const isToken = driver === 'hid' && maxCommandBytes !== undefined
  const first = appletNamed((isToken ? U2F_AID : selected)?.bytes ?? new Uint8Array())
  let applet = first
  return {
    get applet() {
      return applet
    },
    after(command, response) {
      if (isSelection(command) && hasSucceeded(response)) applet = appletNamed(command.data)
    },
    reset: () => void (applet = first),
  }
}

function isSelection({ ins, p1 }: CommandApdu): boolean {
  return ins === 0xa4 && p1 === 0x04
}

function hasSucceeded({ sw }: ResponseApdu): boolean {
  const { kind } = readStatusWord(sw)
  return kind === 'ok' || kind === 'moreAvailable' || kind === 'warning'
}
