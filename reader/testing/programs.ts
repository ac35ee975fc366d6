// Runs other people's programs in lab tests: found by name, as an ordinary user where the tests run as root, never longer
// than the limit.

import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

export interface Ran {
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string | Uint8Array
  readonly limitMs?: number
}

/** A full path is taken as it is. The path, or undefined where the program is not installed. Daemons live in sbin, outside of a user's PATH. */
export function findProgram(name: string): string | undefined {
  if (isAbsolute(name)) return existsSync(name) ? name : undefined
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/bin', '/usr/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** Of Debian's `nobody`: what works for it needs no rights at all. Empty where the tests themselves have none. */
export function ordinaryUser(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
}

/** Ends by itself, or is killed after the limit (60 s): then `code` is undefined. */
export async function run(path: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawn(path, args, { env: { ...plainEnvironment(), ...options.env }, cwd: '/', ...ordinaryUser() })
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input ?? '')
  return finished(child, options.limitMs ?? 60_000)
}

/** Without the variables of the test runner and of a root user's home. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: '/nonexistent', LANG: 'C.UTF-8' }
}

async function finished(child: ChildProcess, limitMs: number): Promise<Ran> {
  const out = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => (out.stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (out.stderr += chunk.toString()))
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  clearTimeout(timer)
  return { ...out, code: code ?? undefined }
}
