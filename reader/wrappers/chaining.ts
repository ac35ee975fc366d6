// Sends a command that is too long for the card or its reader as a chain of short ones (ISO 7816-4:2005, 5.1.1.1): every
// part but the last has bit 5 of CLA set and expects nothing. The answer is fetched by GET RESPONSE, outside of here.

import type { CardChannel } from '../../src/card/channel.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { commandApdu, encodedLength, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'

const CHAINING_BIT = 0x10
const SHORT_NC = 255
const SHORT_NE = 256

export interface ChainingLimits {
  /** Card and reader both take extended lengths. */
  readonly extended: boolean
  /** The largest number of command bytes that the reader takes, where known. */
  readonly maxCommandBytes: number | undefined
}

/** `limits` come from the ATR and the reader's facts. Throws `WireFailure` `tooLong` where CLA has no chaining bit. */
export function chaining(limits: ChainingLimits): (channel: CardChannel) => CardChannel {
  const { extended, maxCommandBytes } = limits
  return (channel) => ({
    transmit(command) {
      const isLong = maxCommandBytes !== undefined && encodedLength(command) > maxCommandBytes
      if (isLong || (command.extended && !extended)) return sendChain(channel, command, partLength(limits))
      return channel.transmit(command)
    },
  })
}

/** Header, Lc and Le take six bytes of what the reader takes. */
function partLength(limits: ChainingLimits): number {
  return Math.max(1, Math.min(SHORT_NC, (limits.maxCommandBytes ?? SHORT_NC + 6) - 6))
}

async function sendChain(channel: CardChannel, command: CommandApdu, part: number): Promise<ResponseApdu> {
  const ne = Math.min(command.ne, SHORT_NE)
  const lastStart = Math.max(0, Math.ceil(command.data.length / part) - 1) * part
  for (let at = 0; at < lastStart; at += part) {
    const data = command.data.subarray(at, at + part)
    const response = await channel.transmit(
      commandApdu({ ...command, cla: linked(command.cla), data, ne: 0, extended: false }),
    )
    // A part that is not taken ends the chain: what the card says about it is the answer to the whole command.
    if (response.sw !== SW.ok) return response
  }
  return channel.transmit(commandApdu({ ...command, data: command.data.subarray(lastStart), ne, extended: false }))
}

/** FF is no class at all: there the bit cannot be set. */
function linked(cla: number): number {
  if (cla === 0xff || (cla & CHAINING_BIT) !== 0) {
    throw new WireFailure(
      'tooLong',
      'the command is too long for this card and its class byte has no room for chaining',
    )
  }
  return cla | CHAINING_BIT
}
