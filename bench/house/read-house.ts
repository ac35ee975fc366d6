// The house as it stands on the disk. A product file is every `.ts` or `.tsx` file but tests, lab tests and what is in `testing`.

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { SCHEME_NAMES } from '../scheme/named.ts'
import { EXCEPTIONS } from './exceptions.ts'
import type { House } from './law.ts'

const FLOORS = ['src', 'card-applets', 'reader', 'bench']
const NO_PRODUCT = /\.(?:test|lab)\.ts$|(?:^|\/)(?:testing|node_modules)\//

/** Each is imported in one product file: its driver, or the one store. */
const NATIVE = ['pcsclite', 'node-hid', 'pcsc-mini', 'node:sqlite']

export function readHouse(root: string): House {
  const files = new Map(
    FLOORS.flatMap((floor) => readdirSync(join(root, floor), { recursive: true, withFileTypes: true }))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .filter((path) => /\.tsx?$/.test(path) && !NO_PRODUCT.test(path))
      .toSorted()
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  )
  return { files, schemes: SCHEME_NAMES, native: NATIVE, exceptions: EXCEPTIONS }
}
