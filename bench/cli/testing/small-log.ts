// A small access log for tests of `compare`: two buyers, two sellers, four payments, one line that failed, one that is
// none.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import type { CompareDocument } from '../../compare/document.ts'
import { tickbench } from './captured.ts'

/** A log line of 2,500 bytes answered with `status`. */
export function logLine(buyer: string, path: string, status = 200): string {
  return `${buyer} - - [17/May/2015:10:05:03 +0000] "GET ${path} HTTP/1.1" ${status} 2500 "-" "agent"`
}

export const LOG: string = [
  logLine('10.0.0.1', '/a/1'),
  logLine('10.0.0.1', '/a/2'),
  logLine('10.0.0.2', '/a/1'),
  logLine('10.0.0.2', '/top.html'),
  logLine('10.0.0.1', '/a/1', 404),
  'this is no log line',
].join('\n')

/** A folder for the tests of a file, gone afterwards: gives the path of a file in it. */
export function testFolder(): (name: string, content?: string | Uint8Array) => string {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'compare-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  return (name, content) => {
    const file = join(folder, name)
    if (content !== undefined) writeFileSync(file, content)
    return file
  }
}

/** `tickbench compare --json` on emulated cards, which must succeed. */
export async function compared(...args: readonly string[]): Promise<CompareDocument> {
  const reader = args.includes('--card-image') ? [] : ['--reader', 'emulated:']
  const { exitCode, out, err } = await tickbench('compare', ...args, ...reader, '--json')
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  return JSON.parse(out) as CompareDocument
}
