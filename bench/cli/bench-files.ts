// Files that a benchmark reads and writes, each refused with one line before anything is measured.

import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { CORE_CLOCK, isOfOneProcess, parseBenchDocument, type BenchDocument } from '../measure/result.ts'
import { EXIT, UserError } from './exit.ts'

/** The document of an earlier run of the same suite. */
export function readRun(file: string, suite: string): BenchDocument {
  const document = parseRun(file)
  if (document.suite !== suite) {
    throw new UserError(`${file} holds a run of suite ${document.suite}: compare ${suite} with a run of its own`)
  }
  if (isOfOneProcess(document)) {
    throw new UserError(`${file} is of a version that measured in one process: measure it again with --out`)
  }
  if (document.results.some(({ regime, processNs }) => regime !== CORE_CLOCK && processNs.length > 0)) return document
  throw new UserError(`${file} holds no measurement (it was interrupted): measure it again with --out`)
}

/** Measuring takes minutes: what cannot be written then is said now. A file that is not there is made and taken away. */
export function checkWritable(option: string, file: string): void {
  try {
    if (existsSync(file)) {
      accessSync(file, constants.W_OK)
      if (statSync(file).isDirectory()) throw new TypeError('a folder')
    } else {
      closeSync(openSync(file, 'a'))
      unlinkSync(realpathSync(file))
    }
  } catch (cause) {
    throw notWritable(option, file, cause)
  }
}

export function writeRun(file: string, document: BenchDocument): void {
  writeText('--out', file, `${JSON.stringify(document)}\n`)
}

/** `option` is how the file was named. */
export function writeText(option: string, file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content)
  } catch (cause) {
    throw notWritable(option, file, cause)
  }
}

function parseRun(file: string): BenchDocument {
  try {
    return parseBenchDocument(readFileSync(file, 'utf8'))
  } catch (cause) {
    if (cause instanceof DecodeError) {
      throw new UserError(`${file} is no run (${cause.message}): give a file that --out or --json wrote`, EXIT.usage, {
        cause,
      })
    }
    throw new UserError(`${file} cannot be read: give a file that --out or --json wrote`, EXIT.usage, { cause })
  }
}

function notWritable(option: string, file: string, cause: unknown): UserError {
  const message = `${option} ${file} cannot be written: give a file in a folder that exists and is yours`
  return new UserError(message, EXIT.usage, { cause })
}
