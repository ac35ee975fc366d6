// A conversation with one card, told exchange by exchange as it goes over the wire: GET RESPONSE and the parts of a chain
// are seen as well. Remembers which applet is selected, since only that tells what a command means.

import type { ClockNs } from '../../reader/clock.ts'
import { stack } from '../../reader/wrappers/stack.ts'
import { timing } from '../../reader/wrappers/timing.ts'
import { usualStack } from '../../reader/wrappers/usual.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import type { KnownApplet } from './known-applets.ts'
import { createSelection } from './selection.ts'

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
  const selection = createSelection(card.facts)
  let exchanges = 0
  const timed = timing(clock, ({ command, response, elapsedNs }) => {
    exchanges += 1
    tell({ command, response, elapsedNs: Number(elapsedNs), selected: selection.applet })
  })
  const channel = raw ? stack(card, timed) : usualStack(card, timed)
  return {
    get selected() {
      return selection.applet
    },
    async send(command) {
      exchanges = 0
      const response = await channel.transmit(command)
      selection.after(command, response)
      return { response, exchanges }
    },
    async reset() {
      await channel.reset()
      selection.reset()
    },
  }
}
