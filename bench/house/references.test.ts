// Every reference of a comment, a test name or a document leads somewhere, and each kind of dead one is found.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deadReferences } from './references.ts'

const root = resolve(import.meta.dirname, '../..')
const READ = /\.(?:ts|md|java|conversation|csv|txt|xml|mjs)$|^\.ci\/run$/
/** This file plants dead references. */
const SELF = 'bench/house/references.test.ts'

/** Of this checkout, what is not yet added included. */
function filesOfRepository(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: root,
    encoding: 'utf8',
  })
  return listed.split('\n').filter((path) => path !== '')
}

it('the repository has no dead reference', () => {
  const paths = filesOfRepository()
  const read = paths.filter((path) => READ.test(path) && path !== SELF)
  const texts = new Map(read.map((path) => [path, readFileSync(resolve(root, path), 'utf8')]))
  expect(deadReferences(texts, paths)).toEqual([])
})

const HOUSE: Readonly<Record<string, string>> = {
  'ARCHITECTURE.md': '# A\n\n## Oracles\n\n1. Conservation\n2. No overclaim\n\n## Words\n\n3. no oracle\n',
  'src/payment/ikp/SPEC.md':
    '# iKP\n\n## 1. Parties\n\n**Batches.** Some at a time.\n\n### 1.2 Keys\n\nsee section 1\n',
  'src/payment/other/SPEC.md': '# Other\n',
  'src/payment/ikp/seller.ts': '',
}

function deadIn(file: string, text: string): readonly string[] {
  const texts = new Map(Object.entries({ ...HOUSE, [file]: text }))
  return deadReferences(texts, [...texts.keys()]).map(({ line, what }) => `${line}: ${what}`)
}

describe('finds', () => {
  it.each([
    ['a document that is not there', '// The protocol (notes.md 3.6).', '1: notes.md'],
    ['a section that is not there', '\n// The protocol (ikp/SPEC.md 1.3).', '2: ikp/SPEC.md, 1.3'],
    ['the second of two sections', '// The protocol (ikp/SPEC.md 1 and 4).', '1: ikp/SPEC.md, 4'],
    ['a section on the next line', '// The protocol (ikp/SPEC.md\n// 7).', '1: ikp/SPEC.md, 7'],
    ['a heading that is not there', '// See ARCHITECTURE.md, "Law".', '1: ARCHITECTURE.md, Law'],
    ['a name that two documents have', '// See SPEC.md.', '1: SPEC.md'],
    ['a reference in a test name', "it('meets SPEC.md 5', () => {})", '1: SPEC.md'],
    ['a path', '// See src/payment/purse/seller.ts.', '1: src/payment/purse/seller.ts'],
    ['a folder', '/** See `src/payment/purse`. */', '1: src/payment/purse'],
    ['a file by its name', '/** See buyer.ts. */', '1: buyer.ts'],
    ['a table of no document', "it('costs what table 1.9 says', () => {})", '1: table 1.9'],
    ['an oracle', '// Oracles 1 and 3.', '1: oracle 3'],
    ['an oracle of a test', "it('oracle 11: holds', () => {})", '1: oracle 11'],
  ])('%s', (_, text, dead) => {
    expect(deadIn('bench/cli/planted.ts', text)).toEqual([dead])
  })

  it.each([
    ['a link', 'src/x/README.md', '[here](../ikp/SPEC.md)', '1: ../ikp/SPEC.md'],
    ['a heading of a link', 'READ.md', '[here](src/payment/ikp/SPEC.md#keys)', '1: src/payment/ikp/SPEC.md#keys'],
    ['a section of its own', 'READ.md', '# Read\n\n## 1. One\n\nas in section 2', '5: section 2'],
    ['a path in a conversation', 'x.conversation', '## see src/payment/purse/SPEC.md', '1: src/payment/purse/SPEC.md'],
    ['a path in Java', 'X.java', '// card-applets/purse in TypeScript', '1: card-applets/purse'],
  ])('%s', (_, file, text, dead) => {
    expect(deadIn(file, text)).toContain(dead)
  })
})

it.each([
  ['documents', '// ARCHITECTURE.md, ikp/SPEC.md 1 and 1.2, src/payment/ikp/SPEC.md, "Batches".'],
  ['oracles', '// Oracles 1 and 2 of ARCHITECTURE.md, "Oracles".'],
  ['paths', '// src/payment/ikp, `src/payment/ikp/seller.ts`, ikp/seller.ts and seller.ts.'],
  ['what is no comment', "const path = 'src/nowhere'"],
  ['other documents', '// FIPS 180-4, section 3.2; https://example.org/nowhere.md'],
])('finds nothing in %s that are there', (_, text) => {
  expect(deadIn('bench/cli/planted.ts', text)).toEqual([])
})
