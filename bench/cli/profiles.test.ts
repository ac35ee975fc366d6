import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inventedDocument, inventedEnvironment, inventedResult } from '../measure/testing/documents.ts'
import { printContribution } from '../profile/contribution.ts'
import { tickbench } from './testing/captured.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickbench-'))
  vi.stubEnv('XDG_DATA_HOME', folder)
  vi.stubEnv('LOCALAPPDATA', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

const modelled = (name: string, ns: number) =>
  inventedResult({ name, origin: 'modelled', perSecond: { median: 1e9 / ns, low: 1e9 / ns, high: 1e9 / ns } })
const results = [
  ['sha256 of 16 B', 2e6],
  ['sha256 of 64 B', 4e6],
  ['writeAtomic of 16 B', 3e6],
  ['aesCbcMac of 16 B', 1e6],
  ['0 B to the card', 1e6],
  ['250 B to the card', 9e6],
  ['250 B from the card', 9e6],
] as const

function given(name = 'card.json', suite = 'card'): string {
  const file = join(folder, name)
  const environment = { ...inventedEnvironment, facts: { driver: 'pcsc', reader: 'a reader', ATR: '3b00' } }
  const document = inventedDocument(
    results.map(([operation, ns]) => modelled(operation, ns)),
    { suite, environment },
  )
  writeFileSync(file, printContribution({ document, samples: [] }))
  return file
}

describe.skipIf(process.platform === 'darwin')('profiles add', () => {
  it('keeps a profile that is listed and found by its name and its file', async () => {
    const added = await tickbench('profiles', 'add', given())
    expect(added).toMatchObject({ exitCode: 0, err: '' })
    expect(added.out).toContain('4 figures and a wire in')
    const stored = join(folder, 'tickbench', 'profiles', 'card.json')
    // 44 B are one block, as the row of 16 B is; its shortest exchange stands in for what nobody measured.
    const listed = (await tickbench('profiles')).out
    expect(listed).toMatch(/^card +2\.00 ms +3\.00 ms +– +– +1\.00 ms~ +measured$/m)
    for (const profile of ['card', 'card:measured', stored, `${stored}:measured`]) {
      const few = ['--payments', '10', '--scheme', 'ikp-coupon', '--suite', 'p256']
      const ran = await tickbench('compare', ...few, '--card-profile', profile)
      expect(ran.exitCode).toBe(0)
    }
  })

  it('says how a card that was only read can be modelled, where the suite is right already', async () => {
    await tickbench('profiles', 'add', given())
    const few = ['--payments', '10', '--scheme', 'cafe-tick', '--suite', 'p256', '--reader', 'emulated:']
    const { exitCode, err } = await tickbench('compare', ...few, '--card-profile', 'card')
    expect(exitCode).toBe(2)
    expect(err).toMatch(/never measured doing .+; measure it with tickbench bench card --yes-change-this-card, or take/)
  })

  it.each([
    ['a name twice', ['card.json'], /there is one of that name; give another with --name/],
    ['the name of a built-in card', ['card.json', '--name', 'ideal'], /ideal is a profile already/],
    ['a name that is a path', ['card.json', '--name', '../x'], /cannot be a profile's name/],
    ['a file that is not there', ['none.json'], /none.json cannot be read/],
  ])('refuses %s with one line', async (_, [file = '', ...options], message) => {
    await tickbench('profiles', 'add', given())
    const refused = await tickbench('profiles', 'add', join(folder, file), ...options)
    expect(refused).toMatchObject({ exitCode: 2, out: '' })
    expect(refused.err).toMatch(message)
    expect(refused.err.trim().split('\n').length).toBe(1)
  })

  it.each([
    ['another suite', 'signature', /not a run of suite card/],
    ['nonsense', undefined, /is no run/],
  ])('refuses %s', async (_, suite, message) => {
    const file = given('other.json', suite)
    if (suite === undefined) writeFileSync(file, '{"schema":"x"}')
    const refused = await tickbench('profiles', 'add', file)
    expect(refused.exitCode).toBe(2)
    expect(refused.err).toMatch(message)
  })

  it('shows the others where one file is broken, and says which', async () => {
    await tickbench('profiles', 'add', given())
    writeFileSync(join(folder, 'tickbench', 'profiles', 'bad.json'), '{}')
    const listed = await tickbench('profiles')
    expect(listed.out).toMatch(/^card /m)
    expect(listed.err).toMatch(/bad\.json: schema: missing/)
  })
})

it.each(['nobody', 'ideal:contact', 'none.json'])('--card-profile %s is refused with one line', async (name) => {
  const refused = await tickbench('compare', '--card-profile', name, '--suite', 'p256')
  expect(refused.exitCode).toBe(2)
  expect(refused.err).toMatch(/^tickbench: --card-profile .*\n$/)
})
