// Shows every command and what came of it. Alters nothing.

import type { CardChannel } from '../../src/card/channel.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../src/iso7816/response-apdu.ts'

export type TraceEvent =
  | { readonly kind: 'command'; readonly command: CommandApdu }
  | { readonly kind: 'response'; readonly command: CommandApdu; readonly response: ResponseApdu }
  | { readonly kind: 'failure'; readonly command: CommandApdu; readonly cause: unknown }

/** `show` is called in order and must neither throw nor keep the byte strings beyond the call. */
export function trace(show: (event: TraceEvent) => void): (channel: CardChannel) => CardChannel {
  return (channel) => ({
    async transmit(command) {
      show({ kind: 'command', command })
      try {
        const response = await channel.transmit(command)
        show({ kind: 'response', command, response })
        return response
      } catch (cause) {
        show({ kind: 'failure', command, cause })
        throw cause
      }
    },
  })
}
