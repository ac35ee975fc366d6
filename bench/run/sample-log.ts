// A run on disk, as JSON Lines: a head that says what is measured and where, then one block a line, written when it is
// complete. A crash can tear the last line only; it is cut off and its block measured again. A file of another plan or
// of another machine is refused: mixed samples would be worse than none.

import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { parseJson, type Declared } from '../measure/json-document.ts'
import { PLAN } from './plan.ts'
import type { SampleStore } from './rounds.ts'
import { printBlock, SAMPLE_BLOCK, type SampleBlock } from './sample-block.ts'

const SAMPLES_SCHEMA = 'tickbench.samples/2'

const HEAD = v.object({
  schema: v.literal(SAMPLES_SCHEMA),
  plan: PLAN,
  /** Whatever must not change between a run and its continuation: processor, Node, commit. Plain JSON. */
  machine: v.record(v.string(), v.unknown()),
})
export type SampleLogHead = Omit<Declared<typeof HEAD>, 'schema'>

export type SampleLogErrorCode = 'notSamples' | 'otherPlan' | 'otherMachine' | 'brokenLine' | 'notUsable'

/** A file that this run cannot go on with. `message` is one line: what is wrong, where, what to do. */
export class SampleLogError extends Error {
  readonly code: SampleLogErrorCode

  constructor(code: SampleLogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SampleLogError'
    this.code = code
  }
}

/**
 * Begins a file, or goes on with one that an interrupted run has left. Throws `SampleLogError`, then and whenever a block
 * cannot be kept.
 */
export function openSampleLog(path: string, head: SampleLogHead): SampleStore {
  const kept = existsSync(path) ? readKept(path, head) : undefined
  if (kept === undefined) onDisk(path, () => writeFileSync(path, `${printHead(head)}\n`))
  return {
    kept: kept ?? [],
    keep: (block) => onDisk(path, () => appendFileSync(path, `${printBlock(block)}\n`)),
  }
}

/** All of a finished or interrupted run, for reports. Throws `SampleLogError`. */
export function readSampleLog(path: string): { readonly head: SampleLogHead; readonly blocks: readonly SampleBlock[] } {
  const [first, ...rest] = completeLines(onDisk(path, () => readFileSync(path)))
  if (first === undefined) throw notSamples(path)
  const blocks = rest.map((line, at) => parseLine(path, line, at + 2))
  return { head: parseHead(path, first), blocks: withoutRepetitions(blocks) }
}

/** Undefined for a file that holds the beginning of this very head and no more: there is nothing to lose in it. */
function readKept(path: string, head: SampleLogHead): readonly SampleBlock[] | undefined {
  const bytes = onDisk(path, () => readFileSync(path))
  const whole = new TextEncoder().encode(printHead(head))
  if (bytes.length < whole.length && bytes.every((byte, at) => byte === whole[at])) return undefined
  const found = readSampleLog(path)
  const { plan, machine } = parseJson(printHead(head), HEAD)
  if (!isDeepStrictEqual(found.head.plan, plan)) {
    throw new SampleLogError('otherPlan', `${path} holds samples of another plan; name another file`)
  }
  if (!isDeepStrictEqual(found.head.machine, machine)) {
    throw new SampleLogError('otherMachine', `${path} was measured on another machine or version; name another file`)
  }
  onDisk(path, () => truncateSync(path, bytes.lastIndexOf(LINE_END) + 1))
  return found.blocks
}

/**
 * A run that outlived whoever started it may have kept one more block while its continuation measured the same, and a
 * crash may keep some blocks of a process without the others. The last ones are of one process.
 */
function withoutRepetitions(blocks: readonly SampleBlock[]): readonly SampleBlock[] {
  const byPlace = new Map<string, SampleBlock>()
  for (const block of blocks) byPlace.set(`${block.round} ${block.name}`, block)
  return [...byPlace.values()]
}

const LINE_END = 0x0a

/** What follows the last line's end is torn, even if it happens to read well. */
function completeLines(bytes: Uint8Array): string[] {
  const text = new TextDecoder().decode(bytes.subarray(0, bytes.lastIndexOf(LINE_END) + 1))
  return text.split('\n').slice(0, -1)
}

function printHead({ plan, machine }: SampleLogHead): string {
  return JSON.stringify({ schema: SAMPLES_SCHEMA, plan, machine })
}

function parseHead(path: string, line: string): SampleLogHead {
  return parseOr(
    () => notSamples(path),
    () => parseJson(line, HEAD),
  )
}

function parseLine(path: string, line: string, number: number): SampleBlock {
  return parseOr(
    (cause) => new SampleLogError('brokenLine', `${path}, line ${number}: ${cause.message}`, { cause }),
    () => parseJson(line, SAMPLE_BLOCK),
  )
}

function parseOr<T>(refuse: (cause: DecodeError) => SampleLogError, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    if (cause instanceof DecodeError) throw refuse(cause)
    throw cause
  }
}

function onDisk<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SampleLogError('notUsable', `${path} cannot hold samples: ${why}; name another file`, { cause })
  }
}

function notSamples(path: string): SampleLogError {
  return new SampleLogError('notSamples', `${path} is not a file of samples (${SAMPLES_SCHEMA}); name another one`)
}
