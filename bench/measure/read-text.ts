// Reading what may not be there: files of the kernel, of git, of packages.

import { readFileSync } from 'node:fs'

/** The text of a file, or undefined where there is none to read. */
export type ReadText = (path: string) => string | undefined

export const readTextFile: ReadText = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
