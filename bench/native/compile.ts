// Compiles the C sources with whatever compiler is here: the addon for `npm run native`, the yardstick of suite `chain` when
// it is measured. Nothing but a C compiler is needed.

import { spawnSync } from 'node:child_process'
import { platform } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nativeFolder } from './addon.ts'

/** `message` is one line. */
export class CompilerError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CompilerError'
  }
}

export interface Compiler {
  /** As it is started. */
  readonly command: string
  /** The first line that it says of itself. */
  readonly version: string
}

/** `$CC`, else the first of cc, gcc and clang that answers. Throws `CompilerError`. */
export function findCompiler(environment: NodeJS.ProcessEnv = process.env): Compiler {
  const asked = environment['CC']
  for (const command of asked === undefined || asked === '' ? ['cc', 'gcc', 'clang'] : [asked]) {
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8', timeout: LIMIT_MS })
    if (status === 0) return { command, version: stdout.split('\n')[0] ?? '' }
  }
  throw new CompilerError(`no C compiler: ${asked ?? 'cc, gcc and clang'} cannot be started`)
}

/** GNU C, for its vectors; what it is for is speed. */
export const FLAGS: readonly string[] = ['-std=gnu11', '-O3', '-fvisibility=hidden']

export interface Compilation {
  /** Of c/, without the ending. */
  readonly sources: readonly string[]
  readonly flags?: readonly string[]
  readonly output: string
}

/** Throws `CompilerError` with the compiler's first complaint. */
export function compile({ command }: Compiler, { sources, flags = [], output }: Compilation): void {
  const files = sources.map((name) => join(nativeFolder(), 'c', `${name}.c`))
  const all = [...FLAGS, ...flags, ...files, '-o', output]
  const { status, stderr, error } = spawnSync(command, all, { encoding: 'utf8', timeout: LIMIT_MS })
  if (status === 0) return
  const complaint = error?.message ?? stderr.split('\n').find((line) => /error/i.test(line)) ?? stderr.split('\n')[0]
  throw new CompilerError(`${command} does not compile the chain kernels: ${complaint ?? 'no reason given'}`)
}

/** It takes one or two seconds; whatever takes longer is not a compiler at work. */
const LIMIT_MS = 20_000

/** As `compile`. */
export function compileAddon(compiler: Compiler, output: string): void {
  // The functions of Node-API are in the program that loads the addon.
  const later = platform() === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []
  const flags = ['-shared', '-fPIC', `-I${headersFolder()}`, ...later]
  compile(compiler, { sources: ['addon', 'kernels'], flags, output })
}

function headersFolder(): string {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve('node-api-headers'))), 'include')
  } catch {
    throw new CompilerError('the headers of Node-API are not here: npm ci installs node-api-headers')
  }
}
