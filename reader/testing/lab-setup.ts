// Before any lab test: where the tests run as root, they start programs as an ordinary user, who must be able to read
// this checkout. One line says so, instead of a failure for each program. The issuers of cards that the lab makes are kept
// in a folder that goes with the run, not in its user's.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ordinaryUser } from './programs.ts'

/** What it gives ends the run. */
export function setup(): () => void {
  const program = fileURLToPath(new URL('pcsc-child.ts', import.meta.url))
  const { status } = spawnSync('test', ['-r', program], ordinaryUser())
  if (status === 0) return keepDataApart()
  throw new Error(
    `${program} cannot be read by an ordinary user (uid ${ordinaryUser().uid ?? 'yours'}), as whom the lab runs its programs: ` +
      'chmod a+rx the folders on the way, or run the lab from another folder',
  )
}

function keepDataApart(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tickbench-data-'))
  process.env['XDG_DATA_HOME'] = folder
  return () => rmSync(folder, { recursive: true })
}
