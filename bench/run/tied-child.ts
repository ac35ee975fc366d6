// Processes that work for this one and end with it, whatever ends it and whatever they compute just then. One that computes
// never hears that its parent has gone, so a thread of its own waits for that: a pipe that only the parent holds is closed
// by the system even when the parent is killed. Such a process keeps nothing that would be lost.

import { fork, type ChildProcess, type ForkOptions } from 'node:child_process'
import { Worker } from 'node:worker_threads'

/** Behind standard input, output and error and the channel of messages. */
const PIPE_FD = 4

/** Its program has to call `tieToParent` first. It says nothing on standard output; `kill('SIGKILL')` ends it early. */
export function forkTied(program: string, options: Pick<ForkOptions, 'execArgv' | 'serialization'> = {}): ChildProcess {
  return fork(program, { ...options, stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'] })
}

/** In the process that `forkTied` has started. */
export function tieToParent(): void {
  new Worker(WATCH, { eval: true, execArgv: [], workerData: PIPE_FD }).unref()
}

/** Plain JavaScript, so that it runs from the sources as well and without a loader. */
const WATCH = `
  const { Socket } = require('node:net')
  const { workerData: fd } = require('node:worker_threads')
  new Socket({ fd }).on('close', () => process.kill(process.pid, 'SIGKILL')).on('error', () => undefined).resume()
`
