import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BenchDocument } from '../measure/result.ts'
import { inventedDocument, inventedResult } from '../measure/testing/documents.ts'
import { steady, take } from '../measure/testing/samplers.ts'
import { bench, documentOf } from './testing/bench-verb.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickbench-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, document: BenchDocument): string {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(document))
  return file
}

describe('against earlier runs', () => {
  it('ends with 3 when something became slower, and shows it', async () => {
    const before = write('before.json', documentOf('chain'))
    const { exitCode, out } = await bench(documentOf('chain', 110_000, 2), 'chain', '--baseline', before)
    expect(exitCode).toBe(3)
    expect(out).toMatch(/^one +a +slower +1\.09/m)
  })

  it('ends with 0 when nothing did; --strict takes what is undecided for slower', async () => {
    const before = write('before.json', documentOf('chain'))
    const again = documentOf('chain', 100_000, 2)
    const open = await bench(again, 'chain', '--baseline', before)
    expect(open.exitCode).toBe(0)
    expect(open.out).toMatch(/^one +a +undecided: up to/m)
    expect((await bench(again, 'chain', '--baseline', before, '--strict')).exitCode).toBe(3)
    const much = documentOf('chain', 50_000, 2)
    expect((await bench(much, 'chain', '--baseline', before, '--strict')).exitCode).toBe(0)
  })

  it('hands them to the suite, which samples as they did, but not those of another machine', async () => {
    const before = write('before.json', documentOf('chain'))
    const { asked } = await bench(documentOf('chain'), 'chain', '--baseline', before)
    expect(asked[0]?.comparedWith).toEqual([documentOf('chain')])
    const other = await bench(documentOf('chain'), 'chain', '--baseline', before, '--different-machine')
    expect(other.asked[0]).not.toHaveProperty('comparedWith')
  })

  it('ends with 2 and the field that differs, or shows the table without verdicts', async () => {
    const before = write('before.json', elsewhere(documentOf('chain')))
    const slow = documentOf('chain', 150_000, 2)
    const { exitCode, err } = await bench(slow, 'chain', '--baseline', before)
    expect({ exitCode, err }).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('differs in processor (Invented 2, Invented 1)') as string,
    })
    const shown = await bench(slow, 'chain', '--baseline', before, '--different-machine', '--strict')
    expect(shown.exitCode).toBe(0)
    expect(shown.out).toMatch(/^one +a +1\.[45]\d+ \(/m)
    expect(shown.out).not.toContain('slower')
  })

  it('ends with 2 when none of them shares an operation with this one', async () => {
    const other = inventedDocument([inventedResult({ name: 'b', processNs: take(steady(1, 1000), 40) })], {
      suite: 'chain',
    })
    const { exitCode, err } = await bench(documentOf('chain'), 'chain', '--baseline', write('other.json', other))
    expect({ exitCode, err }).toMatchObject({ exitCode: 2, err: expect.stringContaining('shares no operation') })
  })

  it('keeps standard output for the document alone', async () => {
    const before = write('before.json', documentOf('chain'))
    const { out, err } = await bench(documentOf('chain'), 'chain', '--json', '--baseline', before)
    expect(JSON.parse(out)).toMatchObject(documentOf('chain'))
    expect(err).toContain('verdict')
  })
})

function elsewhere({ environment, ...document }: BenchDocument): BenchDocument {
  return { ...document, environment: { ...environment, cpu: 'Invented 2' } }
}
