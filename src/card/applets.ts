// The applets of this project with their declared commands, by the names that people type and conversations give them.

import type { AnyLayout } from '../bytes/layout.ts'
import { parseAid, type Aid } from '../iso7816/aid.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS, CAFE_TICK_STATUSES } from './cafe-tick/commands.ts'
import { CARD_SIGNATURE_AID, CARD_SIGNATURE_COMMANDS, CARD_SIGNATURE_STATUSES } from './card-signature/commands.ts'
import { COMMON_STATUSES, type CommandHeader, type Status } from './commands.ts'
import { HASH_AID, HASH_COMMANDS, HASH_STATUSES } from './hash-commands.ts'
import { PROBE_AID, PROBE_COMMANDS, PROBE_STATUSES } from './probe-commands.ts'
import {
  PURSE_MAC_MODULE_AID,
  PURSE_MAC_MODULE_COMMANDS,
  PURSE_MAC_MODULE_STATUSES,
} from './purse-mac/module-commands.ts'
import { PURSE_MAC_AID, PURSE_MAC_COMMANDS, PURSE_MAC_STATUSES } from './purse-mac/purse-commands.ts'

export interface DeclaredCommand extends CommandHeader {
  readonly request: AnyLayout
  readonly response: AnyLayout
  readonly refusals: readonly string[]
  readonly statuses: Readonly<Record<string, Status>>
}

export interface DeclaredApplet {
  readonly name: string
  readonly aid: Aid
  /** By the word that is typed for each. */
  readonly commands: Readonly<Record<string, DeclaredCommand>>
  readonly statuses: Readonly<Record<string, Status>>
}

export const DECLARED_APPLETS: readonly DeclaredApplet[] = [
  { name: 'cafe-tick', aid: CAFE_TICK_AID, commands: { ...CAFE_TICK_COMMANDS }, statuses: CAFE_TICK_STATUSES },
  {
    name: 'card-signature',
    aid: CARD_SIGNATURE_AID,
    commands: { ...CARD_SIGNATURE_COMMANDS },
    statuses: CARD_SIGNATURE_STATUSES,
  },
  { name: 'purse-mac', aid: PURSE_MAC_AID, commands: { ...PURSE_MAC_COMMANDS }, statuses: PURSE_MAC_STATUSES },
  {
    name: 'purse-mac-module',
    aid: PURSE_MAC_MODULE_AID,
    commands: { ...PURSE_MAC_MODULE_COMMANDS },
    statuses: PURSE_MAC_MODULE_STATUSES,
  },
  { name: 'hash', aid: HASH_AID, commands: { ...HASH_COMMANDS }, statuses: HASH_STATUSES },
  { name: 'probe', aid: PROBE_AID, commands: { ...PROBE_COMMANDS }, statuses: PROBE_STATUSES },
  /** The transport baseline has no declared commands: it is spoken to in bytes. */
  { name: 'echo', aid: parseAid('F0 7469636B 6563686F'), commands: {}, statuses: {} },
]

export function isAppletName(name: string): boolean {
  return DECLARED_APPLETS.some((applet) => applet.name === name)
}

/** Throws `RangeError` for a name that is none. */
export function declaredApplet(name: string): DeclaredApplet {
  const applet = DECLARED_APPLETS.find((each) => each.name === name)
  if (applet === undefined) throw new RangeError(`there is no applet "${name}"`)
  return applet
}

/** The declared status behind a refusal's name, the common ones included. */
export function statusOf({ statuses }: DeclaredApplet, refusal: string): Status | undefined {
  return statuses[refusal] ?? new Map<string, Status>(Object.entries(COMMON_STATUSES)).get(refusal)
}
