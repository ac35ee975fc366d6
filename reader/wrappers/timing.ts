// Times every exchange that came to an answer, in whole nanoseconds. The clock is handed in: a run over recordings or
// the time model uses another one than a run over a wire, and the two never share a column.

import type { CardChannel } from '../../src/card/channel.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import type { ClockNs } from '../clock.ts'

export interface TimedExchange {
  readonly command: CommandApdu
  readonly response: ResponseApdu
  readonly startNs: bigint
  readonly elapsedNs: bigint
}

/** `keep` runs after the second reading of the clock. A broken exchange has no time and is not told. */
export function timing(clock: ClockNs, keep: (exchange: TimedExchange) => void): (channel: CardChannel) => CardChannel {
  return (channel) => ({
    async transmit(command) {
      const startNs = clock()
      const response = await channel.transmit(command)
      const elapsedNs = clock() - startNs
      keep({ command, response, startNs, elapsedNs })
      return response
    },
  })
}
