// A folder of data of its own for each test: what is kept by the number of a card goes there.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'

/** Gives the folder of issuers, whether it exists or not. */
export function ownDataFolder(): () => string {
  const before = process.env['XDG_DATA_HOME']
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tickbench-kept-'))
    process.env['XDG_DATA_HOME'] = folder
  })
  afterEach(() => {
    if (before === undefined) delete process.env['XDG_DATA_HOME']
    else process.env['XDG_DATA_HOME'] = before
    rmSync(folder, { recursive: true })
  })
  return () => join(folder, 'tickbench', 'issuers')
}
