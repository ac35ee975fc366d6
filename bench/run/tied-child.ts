// Processes that work for this one and end with it, whatever ends it and whatever they compute just then. One that computes
// never hears that its parent has gone, so a thread of its own waits for that: a pipe that only the parent holds is closed
// by the system even when the parent is killed. Such a process keeps nothing that would be lost.

import { fork, type ChildProcess, type ForkOptions } from 'node:child_process'
import type { Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { OutOfMemory } from './memory.ts'

/** Behind standard input, output and error and the channel of messages. */
const PIPE_FD = 4

interface TiedOptions extends Pick<ForkOptions, 'execArgv' | 'serialization'> {
  /** A connection that it gets as its standard input. */
  readonly input?: Socket
}

/** Its program has to call `tieToParent` first. It says nothing on standard output; `kill('SIGKILL')` ends it early. */
export function forkTied(program: string, { input, ...options }: TiedOptions = {}): ChildProcess {
  return fork(program, { ...options, stdio: [input ?? 'ignore', 'ignore', 'inherit', 'ipc', 'pipe'] })
}

/** A signal ended a process that was still at work: somebody's, the system's for want of memory, or V8's own (SIGABRT). */
export class ChildKilled extends Error {
  readonly signal: NodeJS.Signals

  constructor(what: string, signal: NodeJS.Signals) {
    super(`${what} was ended from outside by ${signal}: by hand, or by the system for want of memory`)
    this.name = 'ChildKilled'
    this.signal = signal
  }
}

/** Why a process ended before it was done, from its event `exit`. */
export function endedEarly(what: string, code: number | null, signal: NodeJS.Signals | null): Error {
  // Node ends so when it can get no more memory.
  if (signal === 'SIGABRT' || code === 134) return new OutOfMemory('what this run keeps')
  return signal === null ? new Error(`${what} ended early (${code})`) : new ChildKilled(what, signal)
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
