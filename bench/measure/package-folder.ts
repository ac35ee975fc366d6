// Where this package lies: the nearest folder above with a package.json, for source and compiled files alike.

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** An absolute path. Throws `TypeError` for a file that was torn out of its package. */
export function packageFolder(): string {
  const start = dirname(fileURLToPath(import.meta.url))
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) throw new TypeError(`no package.json above ${start}`)
  }
}
