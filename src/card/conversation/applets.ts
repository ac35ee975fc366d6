// The applets that conversations can name, with their declared commands.

import type { AnyLayout } from '../../bytes/layout.ts'
import { parseAid, type Aid } from '../../iso7816/aid.ts'
import { COMMON_STATUSES, type CommandHeader, type Status } from '../commands.ts'
import { HASH_AID, HASH_COMMANDS, HASH_STATUSES } from '../hash-commands.ts'
import { IEP_AID, IEP_COMMANDS, IEP_STATUSES } from '../iep-commands.ts'
import { PROBE_AID, PROBE_COMMANDS, PROBE_STATUSES } from '../probe-commands.ts'
import { PSAM_AID, PSAM_COMMANDS, PSAM_STATUSES } from '../psam-commands.ts'
import { PURSE_AID, PURSE_COMMANDS, PURSE_STATUSES } from '../purse-commands.ts'
import { SIGNER_AID, SIGNER_COMMANDS, SIGNER_STATUSES } from '../signer-commands.ts'

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
  ['signer', { aid: SIGNER_AID, commands: Object.values(SIGNER_COMMANDS), statuses: SIGNER_STATUSES }],
  ['purse', { aid: PURSE_AID, commands: Object.values(PURSE_COMMANDS), statuses: PURSE_STATUSES }],
  ['iep', { aid: IEP_AID, commands: Object.values(IEP_COMMANDS), statuses: IEP_STATUSES }],
  ['sam', { aid: PSAM_AID, commands: Object.values(PSAM_COMMANDS), statuses: PSAM_STATUSES }],
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
