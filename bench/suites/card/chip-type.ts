// What kind of chip answers, by its card production life cycle data (tag 9F7F, which every GlobalPlatform card keeps). Only
// the fields that all chips of a kind share are told: not the serial number, the batch, or who handled it when.

import { cplcLayout } from '../../../card-applets/security-domain/cplc.ts'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import type { CardChannel } from '../../../src/card/channel.ts'
import { commandApdu } from '../../../src/iso7816/command-apdu.ts'
import { SW } from '../../../src/iso7816/status-word.ts'

const TAG_AND_LENGTH = 3
const LE = 256

/** Reads and changes nothing; undefined where the card does not tell. */
export async function chipType(card: CardChannel): Promise<string | undefined> {
  await card.transmit(commandApdu({ cla: 0, ins: 0xa4, p1: 0x04, ne: LE }))
  // GlobalPlatform writes the class of GET DATA as 00 or 80; cards take one of them or both.
  for (const cla of [0x80, 0x00]) {
    const { data, sw } = await card.transmit(commandApdu({ cla, ins: 0xca, p1: 0x9f, p2: 0x7f, ne: LE }))
    if (sw === SW.ok && data[0] === 0x9f && data[1] === 0x7f) return printType(data.subarray(TAG_AND_LENGTH))
  }
  return undefined
}

function printType(lifeCycle: Uint8Array): string | undefined {
  try {
    const { icFabricator, icType, operatingSystem, osReleaseDate, osReleaseLevel } = cplcLayout.decode(lifeCycle)
    const system = `operating system ${hex(operatingSystem)} of ${hex(osReleaseDate)}, level ${hex(osReleaseLevel)}`
    return `fabricator ${hex(icFabricator)}, type ${hex(icType)}, ${system}`
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function hex(field: number): string {
  return field.toString(16).toUpperCase().padStart(4, '0')
}
