// What loads before a verb has done anything: counted along the imports that are no types, packages included.

import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

interface Loaded {
  readonly files: readonly string[]
  readonly packages: readonly string[]
}

/** What a file loads with itself; `import()` is only loaded when it is come by. */
function loadedBy(start: string): Loaded {
  const files = new Set([resolve(root, start)])
  const packages = new Set<string>()
  for (const file of files) {
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)) {
      if (name.startsWith('.')) files.add(resolve(dirname(file), name))
      else if (!name.startsWith('node:')) packages.add(name)
    }
  }
  return { files: [...files].map((file) => relative(root, file)), packages: [...packages] }
}

const STATIC_IMPORT = /^(?:import|export) (?!type )(?:[^'"]*? from )?'([^']+)'/gm

describe('before a verb is known', () => {
  it('less than 30 files of ours are loaded, and of all packages commander with its 8', () => {
    const { files, packages } = loadedBy('bench/cli/main.ts')
    expect(files.length).toBeGreaterThan(10)
    expect(files.length).toBeLessThan(30)
    expect(packages).toEqual(['commander'])
  })
})

describe('a verb that talks to a card loads no report, no suite and no comparison', () => {
  it.each(['apdu', 'readers', 'replay', 'serve', 'conform'])('%s', (verb) => {
    const { files } = loadedBy(`bench/cli/commands/${verb}.ts`)
    expect(files.length).toBeGreaterThan(30)
    expect(files.filter((file) => /^bench\/(report|suites|compare|reproduce|attack)\//.test(file))).toEqual([])
  })
})
