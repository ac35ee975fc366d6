// `npm run native`: compiles the native chain kernel for this machine, proves it, and leaves it where it is looked for. What
// fails leaves what was there.

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { selectKernel } from '../../src/chain/kernel/select.ts'
import { packageFolder } from '../measure/package-folder.ts'
import { readTextFile } from '../measure/read-text.ts'
import { ADDON_NAME, addonFolder, loadAddon, nativeFolder } from './addon.ts'
import { compileAddon, CompilerError, findCompiler } from './compile.ts'
import { kernelFact, nativeCandidates, nativeRefusal } from './fastest-kernel.ts'

try {
  writeAddon()
} catch (error) {
  if (!(error instanceof CompilerError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

function writeAddon(): void {
  const compiler = findCompiler()
  const folder = join(nativeFolder(), 'build', `new-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  try {
    compileAddon(compiler, join(folder, ADDON_NAME))
    const selection = selectKernel(
      'indexed',
      nativeCandidates(() => loadAddon(folder)),
    )
    const refusal = nativeRefusal(selection)
    if (refusal !== undefined) throw new CompilerError(refusal)
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageOf(), undefined, 2)}\n`)
    rmSync(addonFolder(), { recursive: true, force: true })
    renameSync(folder, addonFolder())
    process.stdout.write(`${kernelFact(selection)}, compiled by ${compiler.version}\n`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What makes the folder a package that only its platform installs (README.md). */
function packageOf(): object {
  const { version } = JSON.parse(readTextFile(join(packageFolder(), 'package.json')) ?? '{}') as {
    readonly version?: string
  }
  return { name: `tickbench-chain-${platform()}-${arch()}`, version, os: [platform()], cpu: [arch()], main: ADDON_NAME }
}
