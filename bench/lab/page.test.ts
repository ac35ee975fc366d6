// The page as it is built: small enough to be loaded at once, and whole.

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, it } from 'vitest'
import { packageFolder } from '../measure/package-folder.ts'
import { MOST_SAVED, savedPage, servedPage } from './page-shell.ts'
import { InventedSession } from './page/testing/invented.ts'

const BUILT = join(packageFolder(), 'dist/bench/lab/page')

beforeAll(() => {
  execFileSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'build-page.ts')], { stdio: 'pipe' })
}, 60_000)

it('is at most 120 kB of script, 45 kB as it travels', () => {
  const script = readFileSync(join(BUILT, 'lab.js'))
  expect(script.length).toBeLessThanOrEqual(120_000)
  expect(gzipSync(script).length).toBeLessThanOrEqual(45_000)
})

it('lies beside the licences of what it is made of', () => {
  expect(readFileSync(join(BUILT, 'lab.js.LEGAL.txt'), 'utf8')).toMatch(
    /d3-scale[^]*Copyright[^]*preact[^]*MIT License/,
  )
})

it('has a stylesheet with both themes', () => {
  expect(existsSync(join(BUILT, 'lab.css'))).toBe(true)
  expect(readFileSync(join(BUILT, 'lab.css'), 'utf8')).toMatch(/data-theme=dark/)
})

it('is served without anything of a session, and without a script or style of its own in it', () => {
  expect(servedPage()).toMatch(/<script src="\/lab.js" defer><\/script>/)
  expect(servedPage()).not.toMatch(/<style|<script>/)
})

it('is saved with a session that cannot break out of its place', () => {
  const view = { schema: 'tickbench.session/1', says: '</script><b>' } as never
  const page = savedPage({ session: view, events: [], details: [] }, 'a("</script>")', 'b{}')
  expect(page.match(/<\/script>/g)).toHaveLength(2)
  const json = /id="tickbench-saved">(.*?)<\/script>/.exec(page)?.[1] ?? ''
  expect(JSON.parse(json)).toMatchObject({ session: { says: '</script><b>', state: 'viewing', orders: [] } })
})

it('is not saved with more events than it can show', () => {
  const session = new InventedSession()
  while (session.events.length <= MOST_SAVED) for (const _ of session.pay()) continue
  const saved = { session: {} as never, events: session.events, details: [] }
  expect(() => savedPage(saved, '', '')).toThrow(RangeError)
})

it('has a picture of each size in both themes, none too heavy for a document', () => {
  const folder = join(import.meta.dirname, 'pictures')
  const names = readdirSync(folder)
  expect(names.toSorted()).toEqual(
    ['narrow', 'projector', 'wide'].flatMap((size) => ['dark', 'light'].map((theme) => `${size}-${theme}.png`)),
  )
  for (const name of names) expect(statSync(join(folder, name)).size).toBeLessThan(200_000)
})
