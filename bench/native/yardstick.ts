// The kernels without Node: a program of its own (c/yardstick.c) that is compiled once into the folder for caches, started for
// each work, and told by lines how much to do. It answers with the processor time that it took.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { StepName } from '../../src/chain/kernel/step-block.ts'
import { nativeFolder } from './addon.ts'
import { compile, CompilerError, FLAGS, type Compiler } from './compile.ts'

export interface YardstickWork {
  readonly kind: 'chain' | 'coupons'
  readonly step: StepName
  /** What c/yardstick.c reads first, part by part. */
  readonly given: readonly Uint8Array[]
}

export interface Yardstick {
  /** Where 100 steps from the first value led, in hex: it is for the caller to know whether that is right. */
  readonly reached: string
  /** Its instructions. */
  readonly kernel: string
  /** Nanoseconds of processor time. Rejects when the program has ended. */
  readonly operation: (operations: number) => Promise<number>
  close(): Promise<void>
}

/** What is started, and what it is told before its work. */
export type Program = readonly string[]

/** The program, compiled where it is not there yet. Throws `CompilerError`. */
export function yardstickProgram(compiler: Compiler, folder: string = cacheFolder()): Program {
  const program = join(folder, `yardstick-${hashOf(compiler)}`)
  if (existsSync(program)) return [program]
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    throw new CompilerError(`no folder for what is compiled: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  const own = `${program}.${process.pid}` // others may compile it at the same moment
  compile(compiler, { sources: ['yardstick', 'kernels'], output: own })
  renameSync(own, program)
  return [program]
}

/** Of everything that decides what comes out. */
function hashOf({ command, version }: Compiler): string {
  const folder = join(nativeFolder(), 'c')
  const hash = createHash('sha256').update(JSON.stringify([command, version, FLAGS]))
  for (const file of readdirSync(folder).toSorted()) hash.update(readFileSync(join(folder, file)))
  return hash.digest('hex').slice(0, 16)
}

/** XDG Base Directory Specification 0.8 on Linux. */
function cacheFolder({ XDG_CACHE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv = process.env): string {
  const [ofSystem, home] = [platform(), homedir()]
  if (XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== '') return join(XDG_CACHE_HOME, 'tickbench')
  if (ofSystem === 'win32') return join(LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'tickbench', 'Cache')
  return join(home, ...(ofSystem === 'darwin' ? ['Library', 'Caches'] : ['.cache']), 'tickbench')
}

/** Rejects with `Error` for a program that does not start or answers nothing. */
export async function startYardstick(
  [program = '', ...words]: Program,
  { kind, step, given }: YardstickWork,
): Promise<Yardstick> {
  const child = spawn(program, [...words, kind, step], { stdio: ['pipe', 'pipe', 'ignore'] })
  let failure: Error | undefined
  child.on('error', (error) => (failure = error))
  child.stdin.on('error', () => undefined) // it has ended, which the next answer tells
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextAnswer = async (): Promise<string> => {
    const { done, value } = await answers.next()
    if (done === true)
      throw new Error(`the native reference has ended${failure === undefined ? '' : `: ${failure.message}`}`)
    return value
  }
  child.stdin.write(Buffer.concat(given))
  const [reached = '', ...kernel] = (await nextAnswer()).split(' ')
  return {
    reached,
    kernel: kernel.join(' '),
    async operation(operations) {
      child.stdin.write(`${operations}\n`)
      return Number(await nextAnswer())
    },
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.stdin.end()
      }),
  }
}
