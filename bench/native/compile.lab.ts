// The compiler of this machine at work: the addon in a folder of its own, every kernel of it that runs here, plain C included.
// Where a compiler for ARM and an emulator of it are, its kernels as well.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ADDON_NAME, loadAddon, type Addon } from './addon.ts'
import { compileAddon, CompilerError, findCompiler, type Compiler } from './compile.ts'
import { proveAddon } from './testing/prove-addon.ts'

const folder = mkdtempSync(join(tmpdir(), 'tickbench-native-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const compilers = ['gcc', 'clang'].flatMap((command) => {
  const found = foundAs(command)
  return found === undefined ? [] : [found]
})

describe.skipIf(compilers.length === 0)('compiled by any compiler of C (needs gcc or clang)', () => {
  for (const compiler of compilers) {
    describe(compiler.version, () => {
      const addon = compiledBy(compiler)
      proveAddon(() => addon, addon.names)

      it('has the kernel that runs everywhere', () => {
        expect(addon.names.at(-1)).toBe('plain C')
      })
    })
  }
})

it('says in one line that there is no compiler, and what does not compile', () => {
  expect(() => findCompiler({ CC: '/nowhere/cc' })).toThrow('no C compiler: /nowhere/cc cannot be started')
  const broken = { command: process.execPath, version: '' }
  expect(() => compileAddon(broken, join(folder, 'none'))).toThrow(CompilerError)
})

function foundAs(command: string): Compiler | undefined {
  try {
    return findCompiler({ CC: command })
  } catch {
    return undefined
  }
}

/** Each in a folder of its own: a library that is loaded stays loaded under its name. */
function compiledBy(compiler: Compiler): Addon {
  const own = mkdtempSync(join(folder, 'build-'))
  compileAddon(compiler, join(own, ADDON_NAME))
  const addon = loadAddon(own)
  if (addon === undefined) throw new Error(`${compiler.command} has left no addon`)
  return addon
}
