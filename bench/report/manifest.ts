// What an archive holds: each file with its size and digest, as JSON and in the form that `sha256sum --check` reads.

import { createHash } from 'node:crypto'

export interface ArchivedFile {
  /** Within the folder, without a folder of its own. */
  readonly name: string
  /** What it is, for people. */
  readonly what: string
  readonly bytes: Uint8Array
}

/** The files of an archive with its two manifests; JSON first, since the other tells its digest, too. */
export function withManifests(files: readonly ArchivedFile[], tickbench: string): readonly ArchivedFile[] {
  const listed = files.map(({ name, what, bytes }) => ({ name, what, bytes: bytes.length, sha256: digest(bytes) }))
  const json = JSON.stringify({ schema: 'tickbench.archive/1', tickbench, files: listed }, undefined, 2)
  const manifest = { name: 'manifest.json', what: 'this list', bytes: Buffer.from(`${json}\n`) }
  const all = [...files, manifest]
  const sums = all.map(({ name, bytes }) => `${digest(bytes)}  ${name}\n`).join('')
  return [...all, { name: 'SHA256SUMS', what: 'for sha256sum --check', bytes: Buffer.from(sums) }]
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
