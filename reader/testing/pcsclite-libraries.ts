// The libpcsclite builds that lab tests meet the stand-in with: the system's, and a newer one whose folder stands in
// TICKBENCH_PCSCLITE, since it speaks another version of the protocol than the system's may.

import { existsSync } from 'node:fs'
import { join } from 'node:path'

export interface PcscliteLibrary {
  readonly name: string
  /** For the environment of the programs that shall load it. */
  readonly env: NodeJS.ProcessEnv
  /** Why its tests are skipped. */
  readonly missing: string | undefined
}

/** Both, also where there is one only. */
export function pcscliteLibraries(): readonly PcscliteLibrary[] {
  const folder = process.env['TICKBENCH_PCSCLITE'] ?? ''
  return [
    { name: "the system's libpcsclite", env: {}, missing: undefined },
    { name: 'the newer libpcsclite', env: { LD_LIBRARY_PATH: folder }, missing: lack(folder) },
  ]
}

function lack(folder: string): string | undefined {
  if (folder === '') return 'TICKBENCH_PCSCLITE names no folder with a newer libpcsclite.so.1'
  const library = join(folder, 'libpcsclite.so.1')
  return existsSync(library) ? undefined : `there is no ${library}`
}
