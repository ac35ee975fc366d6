// Other people's SHA-256, where it is installed: bench/peers is a package of its own that the product never depends on.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageFolder } from '../measure/package-folder.ts'
import { readTextFile } from '../measure/read-text.ts'

export interface HashPeer {
  readonly name: string
  hash(bytes: Uint8Array): Uint8Array
}

/** Hashes rows of 64 bytes to rows of 32 bytes. */
export interface NodePeer {
  readonly name: string
  hashInto(input: Uint8Array, output: Uint8Array): void
}

export interface Peers {
  readonly hashes: readonly HashPeer[]
  readonly nodes: readonly NodePeer[]
  readonly missing: readonly { readonly name: string; readonly cause: unknown }[]
}

/** One sentence for each peer that is not measured, and what to do. */
export interface LoadedPeers extends Omit<Peers, 'missing'> {
  readonly notes: readonly string[]
  /** Version by package name. */
  readonly versions: Readonly<Record<string, string>>
}

const INSTALL = 'npm install --prefix bench/peers'

export async function loadPeers(folder: string = join(packageFolder(), 'bench', 'peers')): Promise<LoadedPeers> {
  const entry = join(folder, 'index.mjs')
  if (!existsSync(entry)) {
    return {
      hashes: [],
      nodes: [],
      versions: {},
      notes: ['other packages are measured in a checkout only (bench/peers)'],
    }
  }
  const { loadPeers: load } = (await import(pathToFileURL(entry).href)) as { readonly loadPeers: () => Promise<Peers> }
  const { hashes, nodes, missing } = await load()
  const names = missing.map(({ name }) => name).join(', ')
  const notes = missing.length === 0 ? [] : [`not installed or not built for this platform: ${names}; ${INSTALL}`]
  return { hashes, nodes, notes, versions: versionsIn(folder) }
}

function versionsIn(folder: string): Record<string, string> {
  const { dependencies = {} } = parsed(join(folder, 'package.json'))
  return Object.fromEntries(
    Object.keys(dependencies).flatMap((name) => {
      const { version } = parsed(join(folder, 'node_modules', name, 'package.json'))
      return version === undefined ? [] : [[name, version]]
    }),
  )
}

function parsed(path: string): { readonly version?: string; readonly dependencies?: object } {
  return JSON.parse(readTextFile(path) ?? '{}') as object
}
