// MANAGE CHANNEL, INS 70 (ISO/IEC 7816-4:2005, 7.1.2): opens and closes logical channels.

import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { responseApdu, statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import { CHANNEL_COUNT, type InstalledApplet, type LogicalChannels } from './logical-channels.ts'

const OPEN = 0x00
const CLOSE = 0x80

/**
 * Runs the command that came on `channel`. A channel opened from channel 0 starts with the default applet, one opened
 * from another channel with that channel's applet.
 */
export function manageChannel(
  channels: LogicalChannels,
  command: CommandApdu,
  channel: number,
  defaultApplet: InstalledApplet | undefined,
): ResponseApdu {
  const { p1, p2, data } = command
  if (data.length > 0) return statusOnly(SW.wrongLength)
  if (p2 >= CHANNEL_COUNT) return statusOnly(SW.functionNotSupported)
  if (p1 === CLOSE) return close(channels, p2 === 0 ? channel : p2)
  if (p1 !== OPEN) return statusOnly(SW.incorrectP1P2)
  const starting = channel === 0 ? defaultApplet : channels.selectedOn(channel)
  return open(channels, p2, starting)
}

/** P2 = 0 asks the card to choose; the answer then carries the number. */
function open(channels: LogicalChannels, wanted: number, starting: InstalledApplet | undefined): ResponseApdu {
  const number = wanted === 0 ? channels.firstClosed() : wanted
  if (number === undefined) return statusOnly(SW.functionNotSupported)
  if (channels.isOpen(number)) return statusOnly(SW.conditionsNotSatisfied)
  channels.open(number)
  const outcome = starting === undefined ? undefined : channels.select(number, starting)
  if (outcome?.kind === 'refused') {
    channels.close(number)
    return statusOnly(outcome.sw)
  }
  return responseApdu(wanted === 0 ? Uint8Array.of(number) : new Uint8Array(0), SW.ok)
}

/** The basic channel stays open for ever. */
function close(channels: LogicalChannels, number: number): ResponseApdu {
  if (number === 0) return statusOnly(SW.functionNotSupported)
  if (!channels.isOpen(number)) return statusOnly(SW.stateUnchanged)
  channels.close(number)
  return statusOnly(SW.ok)
}
