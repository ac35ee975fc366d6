// A conversation with one card, told exchange by exchange as it goes over the wire: GET RESPONSE and the parts of a chain
// are seen as well. Remembers which applet is selected, since only that tells what a command means.

import type { ClockNs } from '../../reader/clock.ts'
import { stack } from '../../reader/wrappers/stack.ts'
import { timing } from '../../reader/wrappers/timing.ts'
import { usualStack } from '../../reader/wrappers/usual.ts'
import type { CardFacts, OpenCard } from '../../src/card/channel.ts'
import { U2F_AID } from '../../src/card/tokens/u2f-commands.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { readStatusWord } from '../../src/iso7816/status-word.ts'
import { appletNamed, type KnownApplet } from './known-applets.ts'

export interface Exchange {
  readonly command: CommandApdu
  readonly response: ResponseApdu
  /** On the clock that was handed in. */
  readonly elapsedNs: number
  /** Before the command. */
  readonly selected: KnownApplet | undefined
}

export interface ConversationOptions {
  readonly clock: ClockNs
  /** Sends what it is given and nothing else: 61XX and 6CXX stay as they come, long commands are not chained. */
  readonly raw: boolean
  readonly tell: (exchange: Exchange) => void
}

export interface Conversation {
  readonly selected: KnownApplet | undefined
  /** The whole answer, and how many exchanges it took. Throws `WireFailure`. */
  send(command: CommandApdu): Promise<{ readonly response: ResponseApdu; readonly exchanges: number }>
  /** Throws `WireFailure`. */
  reset(): Promise<void>
}

/** Closing stays with the holder of the card. */
export function openConversation(card: OpenCard, { clock, raw, tell }: ConversationOptions): Conversation {
  let selected = atTheBeginning(card.facts)
  let exchanges = 0
  const timed = timing(clock, ({ command, response, elapsedNs }) => {
    exchanges += 1
    tell({ command, response, elapsedNs: Number(elapsedNs), selected })
  })
  const channel = raw ? stack(card, timed) : usualStack(card, timed)
  return {
    get selected() {
      return selected
    },
    async send(command) {
      exchanges = 0
      const response = await channel.transmit(command)
      if (isSelection(command) && hasSucceeded(response)) selected = appletNamed(command.data)
      return { response, exchanges }
    },
    async reset() {
      await channel.reset()
      selected = atTheBeginning(card.facts)
    },
  }
}

/** Over CTAPHID there is nothing to select: U2F is what it carries. It is the link that tells its longest message. */
function atTheBeginning({ driver, maxCommandBytes }: CardFacts): KnownApplet | undefined {
  return driver === 'hid' && maxCommandBytes !== undefined ? appletNamed(U2F_AID.bytes) : undefined
}

function isSelection({ ins, p1 }: CommandApdu): boolean {
  return ins === 0xa4 && p1 === 0x04
}

function hasSucceeded({ sw }: ResponseApdu): boolean {
  const { kind } = readStatusWord(sw)
  return kind === 'ok' || kind === 'moreAvailable' || kind === 'warning'
}
