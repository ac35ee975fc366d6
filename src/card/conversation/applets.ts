// The applets that conversations can name, with their declared commands.

import type { AnyLayout } from '../../bytes/layout.ts'
import { parseAid, type Aid } from '../../iso7816/aid.ts'
import { COMMON_STATUSES, type CommandHeader, type Status } from '../commands.ts'
import { HASH_AID, HASH_COMMANDS, HASH_STATUSES } from '../hash-commands.ts'
import { PURSE_MAC_AID, PURSE_MAC_COMMANDS, PURSE_MAC_STATUSES } from '../purse-mac/purse-commands.ts'
import { PROBE_AID, PROBE_COMMANDS, PROBE_STATUSES } from '../probe-commands.ts'
import {
  PURSE_MAC_MODULE_AID,
  PURSE_MAC_MODULE_COMMANDS,
  PURSE_MAC_MODULE_STATUSES,
} from '../purse-mac/module-commands.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS, CAFE_TICK_STATUSES } from '../cafe-tick/commands.ts'
import { CARD_SIGNATURE_AID, CARD_SIGNATURE_COMMANDS, CARD_SIGNATURE_STATUSES } from '../card-signature/commands.ts'

export interface SpokenCommand extends CommandHeader {
  readonly request: AnyLayout
  readonly response: AnyLayout
  readonly refusals: readonly string[]
}

export interface SpokenApplet {
  readonly aid: Aid
  readonly commands: readonly SpokenCommand[]
  readonly statuses: Readonly<Record<string, Status>>
}

/** The transport baseline has no declared commands: it is spoken to in bytes. */
const ECHO: SpokenApplet = { aid: parseAid('F0 7469636B 6563686F'), commands: [], statuses: {} }

const APPLETS: ReadonlyMap<string, SpokenApplet> = new Map<string, SpokenApplet>([
  ['echo', ECHO],
  ['hash', { aid: HASH_AID, commands: Object.values(HASH_COMMANDS), statuses: HASH_STATUSES }],
  [
    'card-signature',
    { aid: CARD_SIGNATURE_AID, commands: Object.values(CARD_SIGNATURE_COMMANDS), statuses: CARD_SIGNATURE_STATUSES },
  ],
  ['cafe-tick', { aid: CAFE_TICK_AID, commands: Object.values(CAFE_TICK_COMMANDS), statuses: CAFE_TICK_STATUSES }],
  ['purse-mac', { aid: PURSE_MAC_AID, commands: Object.values(PURSE_MAC_COMMANDS), statuses: PURSE_MAC_STATUSES }],
  [
    'purse-mac-module',
    {
      aid: PURSE_MAC_MODULE_AID,
      commands: Object.values(PURSE_MAC_MODULE_COMMANDS),
      statuses: PURSE_MAC_MODULE_STATUSES,
    },
  ],
  ['probe', { aid: PROBE_AID, commands: Object.values(PROBE_COMMANDS), statuses: PROBE_STATUSES }],
])

export const APPLET_NAMES: readonly string[] = [...APPLETS.keys()]

export function isAppletName(name: string): boolean {
  return APPLETS.has(name)
}

/** Throws `RangeError` for a name that is none. */
export function spokenApplet(name: string): SpokenApplet {
  const applet = APPLETS.get(name)
  if (applet === undefined) throw new RangeError(`there is no applet "${name}"`)
  return applet
}

/** The declared status behind a refusal's name, the common ones included. */
export function statusOf({ statuses }: SpokenApplet, refusal: string): Status | undefined {
  return statuses[refusal] ?? new Map<string, Status>(Object.entries(COMMON_STATUSES)).get(refusal)
}
