// Tells of everything that goes over a channel to a card, and of nothing else: commands and answers as they really go,
// silence, resets. Alters nothing. For ports that other programs drive there is told-port.ts.

import type { ClockNs } from '../../reader/clock.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { createSelection, type Selection } from './selection.ts'
import { describeCommand, describeStatus } from './explain.ts'
import type { Told } from './event.ts'
import { shownCommand, shownResponse } from './mask.ts'
import type { Lane } from './witness.ts'

/**
 * Innermost of all wrappers, so that GET RESPONSE and the parts of a chain are seen; `selected` is the applet that answers
 * after power-up, where that is known. Throws what the card throws.
 */
export function toldCard(card: OpenCard, lane: Lane, clock: ClockNs, selected?: Aid): ToldCard {
  const teller = exchangeTeller(lane, createSelection(card.facts, selected))
  return {
    isAnswering: () => teller.isAnswering,
    facts: card.facts,
    async transmit(command) {
      const span = teller.command(command)
      const start = clock()
      try {
        const response = await card.transmit(command)
        teller.response(span, { command, response, hostNs: Number(clock() - start) })
        return response
      } catch (error) {
        teller.failure(span, error, Number(clock() - start))
        throw error
      }
    },
    async reset() {
      teller.power('on', 'reset')
      await card.reset()
    },
    close: () => card.close(),
  }
}

export interface ToldCard extends OpenCard {
  /** Whether a command is under way. */
  isAnswering(): boolean
}

export interface Exchanged {
  readonly command: CommandApdu
  readonly response: ResponseApdu
  /** Measured. */
  readonly hostNs: number
}

export interface ExchangeTeller {
  /** Between a command and its answer. */
  readonly isAnswering: boolean
  /** Opens the span of an exchange. */
  command(command: CommandApdu): number
  response(span: number, exchanged: Exchanged): void
  failure(span: number, error: unknown, hostNs: number): void
  power(state: Extract<Told, { readonly kind: 'power' }>['state'], says: string): void
}

export function exchangeTeller(lane: Lane, selection: Selection): ExchangeTeller {
  /** GET RESPONSE fetches the rest of what was asked before it, and is as secret. */
  let asked: CommandApdu | undefined
  let isAnswering = false
  return {
    get isAnswering() {
      return isAnswering
    },
    command(command) {
      isAnswering = true
      if (command.ins !== GET_RESPONSE) asked = command
      const { applet } = selection
      return lane.open({
        kind: 'command',
        ...shownCommand(command, applet),
        ...(applet !== undefined && { applet: applet.name }),
        says: describeCommand(command, applet),
      })
    },
    response(span, { command, response, hostNs }) {
      isAnswering = false
      const { applet } = selection
      const of = command.ins === GET_RESPONSE ? (asked ?? command) : command
      const shown = shownResponse(response, of, of === command ? applet : undefined)
      lane.close(span, { kind: 'response', ...shown, says: describeStatus(response, command, applet), hostNs })
      selection.after(command, response)
    },
    failure(span, error, hostNs) {
      isAnswering = false
      const [code, says] =
        error instanceof WireFailure ? [error.code, error.message] : ['fault', 'a fault of the program']
      lane.close(span, { kind: 'silence', code, says, hostNs })
    },
    power(state, says) {
      selection.reset()
      lane.tell({ kind: 'power', state, says })
    },
  }
}

const GET_RESPONSE = 0xc0
