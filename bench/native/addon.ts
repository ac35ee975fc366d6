// The compiled kernels of c/, where `npm run native` has left them for this platform. Nobody needs them: without them
// WebAssembly computes the same.

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { packageFolder } from '../measure/package-folder.ts'

/** What c/addon.c exports; `which` is twice the place of a name, and one more for the indexed step. */
export interface Addon {
  /** The fastest first; null for kernels that the processor lacks something for. */
  readonly names: readonly (string | null)[]
  readonly walk: (which: number, memory: ArrayBuffer, from: number, to: number) => void
  readonly match: (which: number, memory: ArrayBuffer, count: number) => void
}

export const ADDON_NAME = 'chain.node'

/** A folder for each platform, so that each can become a package of its own (README.md). */
export function addonFolder(): string {
  return join(nativeFolder(), 'build', `${platform()}-${arch()}`)
}

export function nativeFolder(): string {
  return join(packageFolder(), 'bench', 'native')
}

/** Undefined where none was built; throws what the system throws for one that it cannot load. */
export function loadAddon(folder: string = addonFolder()): Addon | undefined {
  const file = join(folder, ADDON_NAME)
  return existsSync(file) ? (createRequire(import.meta.url)(file) as Addon) : undefined
}
