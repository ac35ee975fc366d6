// A process of its own that serves echo cards as pcscd would, for as long as drivers are measured.

import { fork } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StandInTask } from './stand-in-child.ts'

export interface ServedReaders {
  readonly socket: string
  close(): void
}

/** Throws `Error` when it ends before it is ready. */
export async function serveReaders(readers: readonly string[]): Promise<ServedReaders> {
  const folder = mkdtempSync(join(tmpdir(), 'tickbench-'))
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const program = fileURLToPath(new URL(`stand-in-child.${extension}`, import.meta.url))
  const child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const task: StandInTask = { path: join(folder, 'pcscd'), readers }
  const close = (): void => void (child.connected && child.disconnect())
  await new Promise<void>((resolve, reject) => {
    child.on('message', () => resolve())
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`the stand-in for pcscd ended early (${code})`)))
    child.send(task)
  })
  return { socket: task.path, close }
}
