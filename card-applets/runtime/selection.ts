// SELECT by DF name, P1 = 04 (ISO/IEC 7816-4:2005, 7.1.1): full and right-truncated AIDs, first and next occurrence,
// FCI, FCP, FMD or nothing back. A name that is not found leaves the selection as it is; other P1 are the applet's.

import { matchesPartially } from '../../src/iso7816/aid.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { responseApdu, statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW, type StatusWord } from '../../src/iso7816/status-word.ts'
import { decodeTlvs, encodeTlv, tlv } from '../../src/iso7816/tlv.ts'
import type { Selection } from '../applet.ts'
import type { InstalledApplet, LogicalChannels } from './logical-channels.ts'

const BY_DF_NAME = 0x04
const OCCURRENCE = 0x03
const NEXT = 0x02
const INFORMATION = 0x0c
const NO_INFORMATION = 0x0c
/** P2 bits 4 and 3 to the tag of the template that is wanted. */
const TEMPLATE: Readonly<Record<number, number>> = { 0x00: 0x6f, 0x04: 0x62, 0x08: 0x64 }
const DF_NAME = 0x84
const PROPRIETARY = 0xa5
/** Only the first. */
const DEFAULT = [0, 1] as const

/** Whether this SELECT is the card's business rather than the selected applet's. */
export function selectsByName(command: CommandApdu): boolean {
  return command.p1 === BY_DF_NAME
}

/** Runs a SELECT by name on `channel`. The first of `applets` is the default one, which the empty name selects. */
export function selectByName(
  channels: LogicalChannels,
  applets: readonly InstalledApplet[],
  command: CommandApdu,
  channel: number,
): ResponseApdu {
  const { p2, data } = command
  const occurrence = p2 & OCCURRENCE
  if ((p2 & ~(OCCURRENCE | INFORMATION)) !== 0 || (occurrence !== 0 && occurrence !== NEXT)) {
    return statusOnly(SW.incorrectP1P2)
  }
  // In the order of installation. A next occurrence is sought behind the applet that is selected.
  const current = occurrence === NEXT ? channels.selectedOn(channel) : undefined
  const [start, end] =
    data.length === 0 ? DEFAULT : [current === undefined ? 0 : applets.indexOf(current) + 1, applets.length]
  let refusal: StatusWord = SW.fileNotFound
  for (let at = start; at < end; at += 1) {
    const candidate = applets[at]
    if (candidate === undefined || !matchesPartially(candidate.aid, data)) continue
    const outcome = channels.select(channel, candidate)
    if (outcome.kind === 'selected') {
      return responseApdu(information(candidate, outcome, p2), outcome.sw ?? SW.ok)
    }
    refusal = outcome.sw
  }
  return statusOnly(refusal)
}

type Selected = Selection & { readonly kind: 'selected' }

function information({ aid, templates }: InstalledApplet, outcome: Selected, p2: number): Uint8Array {
  const { proprietary, information: own } = outcome
  const wanted = p2 & INFORMATION
  const template = TEMPLATE[wanted]
  if (wanted === NO_INFORMATION || template === undefined) return NOTHING
  if (own !== undefined) return own
  if (proprietary !== undefined) {
    return encodeTlv(tlv(template, [tlv(DF_NAME, aid.bytes), tlv(PROPRIETARY, decodeTlvs(proprietary))]))
  }
  const known = templates.get(template) ?? encodeTlv(tlv(template, [tlv(DF_NAME, aid.bytes)]))
  templates.set(template, known)
  return known
}

const NOTHING = new Uint8Array(0)
