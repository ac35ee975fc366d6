// Before any lab test: where the tests run as root, they start programs as an ordinary user, who must be able to read
// this checkout. One line says so, instead of a failure for each program.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ordinaryUser } from './programs.ts'

export function setup(): void {
  const program = fileURLToPath(new URL('pcsc-child.ts', import.meta.url))
  const { status } = spawnSync('test', ['-r', program], ordinaryUser())
  if (status === 0) return
  throw new Error(
    `${program} cannot be read by an ordinary user (uid ${ordinaryUser().uid ?? 'yours'}), as whom the lab runs its programs: ` +
      'chmod a+rx the folders on the way, or run the lab from another folder',
  )
}
