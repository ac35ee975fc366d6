// What runs here: the version of tickbench and the host, for reports and for `--version`.

import { existsSync, readFileSync } from 'node:fs'
import { arch, cpus, platform, release } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commitOf } from '../measure/commit.ts'
import { packageFolder } from '../measure/package-folder.ts'
import { readTextFile } from '../measure/read-text.ts'

/** Of the checkout that this program lies in; null for an installed package. */
export function packageCommit(): string | null {
  return commitOf(packageFolder(), readTextFile) ?? null
}

/** The version in the package's own package.json, wherever the compiled file lies below it. */
export function packageVersion(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (let up = 0; up < 6; up += 1) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) return versionIn(file)
    folder = dirname(folder)
  }
  return 'unknown'
}

export interface Host {
  readonly node: string
  readonly platform: string
  readonly cpu: string
}

export function hostFacts(): Host {
  const processors = cpus()
  const model = processors[0]?.model.trim() ?? 'unknown processor'
  return {
    node: process.versions.node,
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: `${processors.length} × ${model}`,
  }
}

function versionIn(file: string): string {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const named = typeof parsed === 'object' && parsed !== null && 'version' in parsed ? parsed.version : undefined
  return typeof named === 'string' ? named : 'unknown'
}
