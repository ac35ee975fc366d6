// Follows 61XX with GET RESPONSE (ISO 7816-4:2005, 5.1.3 and 7.6.1) until the card has given all that was asked for.
// Bounded in rounds and bytes: hosts that trust the card here are known to loop for ever on 6100.

import { counted } from '../../src/bytes/counted.ts'
import { concat } from '../../src/bytes/bytes.ts'
import type { CardChannel } from '../../src/card/channel.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { commandApdu, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { readStatusWord, SW } from '../../src/iso7816/status-word.ts'

const INS_GET_RESPONSE = 0xc0
/** The longest response, 65,536 bytes, in the smallest usual pieces of 64 bytes. */
const MOST_ROUNDS = 1024
const MOST_BYTES = 65_536
/** Ne at its largest, 256 or 65,536 by length form, means "all there is" (5.1): only then may the sum exceed Ne. */
const ALL = { short: 256, extended: 65_536 } as const

/**
 * A command with Ne = 0 asked for nothing: its 61XX is passed on. Throws `WireFailure` `protocol` when the card
 * announces more bytes but gives none, or does not come to an end.
 */
export function getResponse(channel: CardChannel): CardChannel {
  return {
    transmit: (command) =>
      channel.transmit(command).then((first) => {
        if (first.sw === SW.ok || command.ne === 0 || readStatusWord(first.sw).kind !== 'moreAvailable') return first
        return fetchRest(channel, command, first)
      }),
  }
}

/** Bit 7 of CLA: channels 4 to 19 (table 3; GlobalPlatform's C0 and E0 follow it). */
const FURTHER_CHANNELS = 0x40

async function fetchRest(channel: CardChannel, command: CommandApdu, first: ResponseApdu): Promise<ResponseApdu> {
  const wanted = command.ne === ALL[command.extended ? 'extended' : 'short'] ? MOST_BYTES : command.ne
  const parts = [first.data]
  let length = first.data.length
  let sw = first.sw
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const reading = readStatusWord(sw)
    if (reading.kind !== 'moreAvailable' || length >= wanted) return { data: concat(...parts), sw }
    const ne = Math.min(reading.count, wanted - length)
    const next = await channel.transmit(commandApdu({ cla: classOf(command), ins: INS_GET_RESPONSE, ne }))
    if (next.data.length === 0 && readStatusWord(next.sw).kind === 'moreAvailable') break
    parts.push(next.data)
    length += next.data.length
    sw = next.sw
    if (length > MOST_BYTES) break
  }
  throw new WireFailure('protocol', `the card announces more data without end (${counted(length, 'byte')} after 61XX)`)
}

/** The class of GET RESPONSE keeps the logical channel and drops chaining and secure messaging (5.1.1, tables 2 and 3). */
function classOf(command: CommandApdu): number {
  const { cla } = command
  return (cla & FURTHER_CHANNELS) !== 0 ? FURTHER_CHANNELS | (cla & 0x0f) : cla & 0x03
}
