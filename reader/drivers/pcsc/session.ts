// One open card over PC/SC. Nothing waits without a limit; after a limit has passed, the exchange may still be under way
// in native code, so the session is over. After `cardReset` or `cardRemoved` it goes on with reset().

import type { CardFacts, OpenCard } from '../../../src/card/channel.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import type { CommandApdu } from '../../../src/iso7816/command-apdu.ts'
import { answerFrom } from '../../answer.ts'
import { DISPOSITION } from '../../framing/pcsc-codes.ts'
import { inTurn } from '../../in-turn.ts'
import { DEFAULT_LIMIT_MS, type OpenOptions } from '../../reader.ts'
import { within } from '../../time-limit.ts'
import { encodeForWire } from '../../wire-form.ts'
import type { PcscConnection } from './binding.ts'
import { protocolName } from './slots.ts'

export interface PcscCard extends OpenCard {
  /** A command to the reader itself. `room` is the longest answer that can be taken. */
  control(code: number, data: Uint8Array, room: number): Promise<Uint8Array>
  /** Runs with the card locked against other programs. Undefined where the binding cannot. */
  readonly transaction: (<T>(run: () => Promise<T>) => Promise<T>) | undefined
  /** An exchange ran over its limit and is still in native code. */
  readonly stuck: boolean
}

/** A response has 2 to 65,538 bytes; a card may answer more than Ne to a short command. */
const LEAST_ROOM = 258
const MOST_ROOM = 65_538
/** Another program's transaction usually ends within milliseconds. */
const BUSY_POLL_MS = 5

export function openSession(connection: PcscConnection, facts: CardFacts, options: OpenOptions): PcscCard {
  const limitMs = options.limitMs ?? DEFAULT_LIMIT_MS
  const queue = inTurn()
  let over: WireFailure | undefined
  let stuck = false
  const limited = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    if (over !== undefined) throw over
    const working = work()
    try {
      return await within(limitMs, `${facts.address}: ${doing}`, working)
    } catch (error) {
      if (isFailure(error, 'timeout')) {
        over = closedBy(facts, 'an earlier exchange never came back')
        stuck = true
        const back = (): void => void (stuck = false)
        working.then(back, back)
      }
      throw isFailure(error, 'noRights') ? hungUp(facts, doing, error) : error
    }
  }
  const patient = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    const deadline = Date.now() + limitMs
    for (;;) {
      try {
        return await limited(doing, work)
      } catch (error) {
        if (!isFailure(error, 'sharing')) throw error
        if (Date.now() >= deadline) throw busy(facts, doing, error)
        await new Promise((resolve) => setTimeout(resolve, BUSY_POLL_MS))
      }
    }
  }
  const { begin } = connection
  return {
    facts,
    get stuck() {
      return stuck
    },
    transmit: (command) =>
      queue(async () => {
        const bytes = encodeForWire(command, protocolName(connection.protocol))
        return answerFrom(facts.address, await patient('transmit', () => connection.transmit(bytes, roomFor(command))))
      }),
    control: (code, data, room) => queue(() => patient('control', () => connection.control(code, data, room))),
    reset: () =>
      queue(async () => {
        await patient('reset', () => connection.reconnect(DISPOSITION.reset))
      }),
    transaction:
      begin === undefined
        ? undefined
        : async (run) => {
            const end = await queue(() => patient('begin transaction', begin))
            try {
              return await run()
            } finally {
              await queue(() => limited('end transaction', end))
            }
          },
    close: () =>
      queue(async () => {
        if (over !== undefined) return
        const disposition = DISPOSITION[options.disposition ?? 'leave']
        await limited('disconnect', () => connection.disconnect(disposition)).catch(() => undefined)
        over = closedBy(facts, 'it was closed')
      }),
  }
}

function roomFor(command: CommandApdu): number {
  return Math.min(MOST_ROOM, Math.max(LEAST_ROOM, command.ne + 2))
}

function isFailure(error: unknown, code: WireFailure['code']): boolean {
  return error instanceof WireFailure && error.code === code
}

function closedBy(facts: CardFacts, why: string): WireFailure {
  return new WireFailure('closed', `${facts.address}: the connection is closed: ${why}`)
}

/** libpcsclite calls every connection that ends a violation of security; this user was allowed at the card. */
function hungUp(facts: CardFacts, doing: string, cause: unknown): WireFailure {
  return new WireFailure('noService', `${facts.address}: ${doing}: the PC/SC service hung up: it has stopped`, {
    cause,
  })
}

function busy(facts: CardFacts, doing: string, cause: unknown): WireFailure {
  return new WireFailure('busy', `${facts.address}: ${doing}: another program did not let go of the card`, { cause })
}
