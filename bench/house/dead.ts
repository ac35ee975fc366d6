// The second half of `npm run dead`: knip once more with tests not counted as users, its findings held against the list of
// what waits for an issue. Fails on a finding that is not listed and on a line that nothing needs any more.

import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { WAITING, wrongWith } from './unreached.ts'

interface Issue {
  readonly file: string
  readonly [kind: string]: string | readonly { readonly name: string }[]
}

const root = resolve(import.meta.dirname, '../..')
const options = ['--production', '--exclude', 'binaries', '--reporter', 'json']
const { stdout, stderr } = spawnSync('npx', ['--no-install', 'knip', ...options], { cwd: root, encoding: 'utf8' })
if (stdout === '') throw new Error(`knip says nothing: ${stderr}`)
const { issues } = JSON.parse(stdout) as { readonly issues: readonly Issue[] }
const wrong = wrongWith(issues.flatMap(found), WAITING)
for (const line of wrong) process.stderr.write(`${line}\n`)
process.exitCode = wrong.length === 0 ? 0 : 1

function found({ file, ...kinds }: Issue): readonly string[] {
  const names = Object.values(kinds).flatMap((kind) => (typeof kind === 'string' ? [] : kind.map(({ name }) => name)))
  return names.map((name) => (name === file ? file : `${file}: ${name}`))
}
