// A driver wrapper to copy: it has the type of what it wraps, sees every exchange and alters none. This one adds up the
// bytes that go over the wire.

import type { Wrapper } from '../../../reader/wrappers/stack.ts'
import { encodeCommand } from '../../../src/iso7816/command-apdu.ts'

export interface WireBytes {
  sent: number
  received: number
}

export function counting(bytes: WireBytes): Wrapper {
  return (channel) => ({
    async transmit(command) {
      bytes.sent += encodeCommand(command).length
      const response = await channel.transmit(command)
      bytes.received += response.data.length + 2
      return response
    },
  })
}
