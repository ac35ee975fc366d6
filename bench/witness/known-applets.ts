// The applets whose commands can be typed by name and whose answers can be read: their declarations in src/card.

import type { AnyLayout } from '../../src/bytes/layout.ts'
import { DECLARED_APPLETS } from '../../src/card/applets.ts'
import type { CommandHeader, Status } from '../../src/card/commands.ts'
import { OPENPGP_AID, OPENPGP_COMMANDS } from '../../src/card/tokens/openpgp-commands.ts'
import { PIV_AID, PIV_COMMANDS } from '../../src/card/tokens/piv-commands.ts'
import { U2F_AID, U2F_COMMANDS } from '../../src/card/tokens/u2f-commands.ts'
import { matchesPartially, parseAid, type Aid } from '../../src/iso7816/aid.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'

export interface KnownCommand extends CommandHeader {
  readonly request: AnyLayout
  readonly response: AnyLayout
  readonly statuses: Readonly<Record<string, Status>>
}

export interface KnownApplet {
  /** As it is typed: `select purse`. */
  readonly name: string
  readonly aid: Aid
  /** By the word that is typed for each. */
  readonly commands: Readonly<Record<string, KnownCommand>>
}

/** Nobody types their commands. */
const MEASURED_ONLY: ReadonlySet<string> = new Set(['probe', 'echo'])

export const KNOWN_APPLETS: readonly KnownApplet[] = [
  ...DECLARED_APPLETS.filter(({ name }) => !MEASURED_ONLY.has(name)),
  { name: 'piv', aid: PIV_AID, commands: { ...PIV_COMMANDS } },
  { name: 'openpgp', aid: OPENPGP_AID, commands: { ...OPENPGP_COMMANDS } },
  { name: 'u2f', aid: U2F_AID, commands: { ...U2F_COMMANDS } },
  /** GlobalPlatform Card 2.3.1, H.1.3: only its name is known here. */
  { name: 'isd', aid: parseAid('A000000151000000'), commands: {} },
]

/** The applet that a name, perhaps cut off on the right, selects. */
export function appletNamed(aid: Uint8Array): KnownApplet | undefined {
  if (aid.length === 0) return undefined
  return KNOWN_APPLETS.find((applet) => matchesPartially(applet.aid, aid) || beginsWith(aid, applet.aid.bytes))
}

/** The channel bits of the class and the chaining bit are nobody's. */
export function commandIn(applet: KnownApplet | undefined, sent: CommandApdu): KnownCommand | undefined {
  return Object.values(applet?.commands ?? {}).find(
    ({ cla, ins, p1, p2 }) => cla === (sent.cla & ~0x13) && ins === sent.ins && p1 === sent.p1 && p2 === sent.p2,
  )
}

function beginsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return start.every((byte, at) => byte === bytes[at])
}
