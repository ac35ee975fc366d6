// The native reference compiled by the compilers of this machine, in a folder of its own: chains and coupons as the suite
// measures them. Where a compiler for ARM and an emulator are, its kernel too.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compile, findCompiler } from '../native/compile.ts'
import { yardstickProgram, type Program } from '../native/yardstick.ts'
import { elapsedStopwatch } from '../measure/stopwatch.ts'
import { nativeReference } from './native-reference.ts'

const folder = mkdtempSync(join(tmpdir(), 'tickbench-reference-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const FOR_ARM = 'aarch64-linux-gnu-gcc'
const ARM = 'qemu-aarch64'

describe.each(['gcc', 'clang'])('compiled by %s', (command) => {
  describe.skipIf(!starts(command))(`(needs ${command})`, () => {
    measures(() => yardstickProgram(findCompiler({ CC: command }), folder))
  })
})

describe.skipIf(!starts(FOR_ARM) || !starts(ARM))(`for ARM (needs ${FOR_ARM} and ${ARM})`, () => {
  measures(() => [ARM, '-cpu', 'max', armProgram()])
})

function measures(programOf: () => Program): void {
  it.each([0, 1, 2, 3])('computes and tells the time, work %i', async (at) => {
    const { cases } = nativeReference(1, () => ({ program: programOf(), compiler: '' }))
    const subject = await cases[at]!.open(elapsedStopwatch().start)
    expect(await subject.operation(3)).toBeGreaterThan(0)
    await subject.close?.()
  })
}

function armProgram(): string {
  const output = join(folder, 'for-arm')
  compile(findCompiler({ CC: FOR_ARM }), { sources: ['yardstick', 'kernels'], flags: ['-static'], output })
  return output
}

function starts(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0
}
