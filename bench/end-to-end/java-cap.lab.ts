// CAP files of the Java applets: what make-cap says where something is missing and, where JC_HOME names a Java Card SDK
// or a folder of several, that its converter takes every applet for each of its targets and its verifier has no warning.

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, type TestContext } from 'vitest'
import { whyNoJavaCards } from './testing/java-card.ts'

const FOLDER = fileURLToPath(new URL('../../card-applets/javacard', import.meta.url))
const MAKE_CAP = join(FOLDER, 'make-cap')
const APPLETS = readFileSync(join(FOLDER, 'caps.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ')[0] ?? '')
const LIMIT_MS = 600_000

const home = process.env['JC_HOME'] ?? ''
const sdks = sdksIn(home)

it('are made of every applet', () => {
  expect(APPLETS.toSorted()).toEqual([
    'cafe-tick',
    'card-signature',
    'echo',
    'hash',
    'probe',
    'purse-mac',
    'purse-mac-module',
  ])
})

it.each([
  ['no SDK is named', {}, [], 'JC_HOME is not set'],
  ['a folder is none', { JC_HOME: '/' }, [], 'JC_HOME is no Java Card SDK'],
])('are not made where %s, which one line says', async (_name, env, args, expected) => {
  const { code, stderr } = await makeCap(args, { JC_HOME: '', JC_TARGET: '', ...env })
  expect([code, stderr.trim().split('\n').length]).toEqual([2, 1])
  expect(stderr).toContain(`make-cap: ${expected}`)
})

it('are not made where the converter fails, whose words are shown', async (test: TestContext) => {
  const missing = await whyNoJavaCards()
  if (missing !== undefined) return test.skip(missing)
  const empty = mkdtempSync(join(tmpdir(), 'tickbench-sdk-'))
  try {
    for (const folder of ['lib', 'api_export_files/javacardx/apdu']) mkdirSync(join(empty, folder), { recursive: true })
    writeFileSync(join(empty, 'lib', 'tools.jar'), '')
    const { code, stderr } = await makeCap(['echo'], { JC_HOME: empty, JC_TARGET: '' })
    expect(code).toBe(1)
    expect(stderr).toContain(`make-cap: echo: com.sun.javacard.converter.Main of ${empty} says:`)
    expect(stderr).toContain('com.sun.javacard.converter.Main\n') // what java itself says of it
  } finally {
    rmSync(empty, { recursive: true })
  }
})

describe('with an SDK', () => {
  it('of a folder that JC_HOME names', (test: TestContext) => {
    if (home === '') test.skip('JC_HOME names no Java Card SDK (oracle.com has them) and no folder of several')
    expect(sdks.length, `${home} has no SDK in it`).toBeGreaterThan(0)
  })

  it.for(sdks.flatMap(targetsOf))(
    '%s%s: every applet, and no warning',
    { timeout: LIMIT_MS },
    async ([name, target], test) => {
      const missing = await whyNoJavaCards()
      if (missing !== undefined) return test.skip(missing)
      const { code, stdout, stderr } = await makeCap([], { JC_HOME: name, JC_TARGET: target.trim() })
      if (code === 2 && stderr.includes('older than 2.2.2')) return test.skip(stderr.trim())
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout.match(/^made .*\.cap$/gm)).toHaveLength(APPLETS.length)
    },
  )
})

/** As whoever runs the tests: it writes into the applets' folder. */
function makeCap(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(MAKE_CAP, args, { env: { ...process.env, ...env }, timeout: LIMIT_MS }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The folder itself, or those in it. */
function sdksIn(folder: string): readonly string[] {
  if (folder === '') return []
  if (existsSync(join(folder, 'lib'))) return [folder]
  const inside = readdirSync(folder).map((name) => join(folder, name))
  return inside.filter((each) => existsSync(join(each, 'lib'))).toSorted()
}

/** The versions that an SDK makes CAP files for; one without a name where that is its own. */
function targetsOf(sdk: string): readonly (readonly [string, string])[] {
  const targets = readdirSync(join(sdk, 'lib')).flatMap((name) => /^api_classic-([\d.]+)\.jar$/.exec(name)?.[1] ?? [])
  return targets.length === 0 ? [[sdk, '']] : targets.map((target) => [sdk, ` ${target}`])
}
