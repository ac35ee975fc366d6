import { homedir, hostname, userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clockGrainNs, readEnvironment, readMachine } from './environment.ts'
import { packageFolder } from './package-folder.ts'

const folder = packageFolder()
// A checkout may be called like anything, but not like this.
const beside = `beside-${basename(folder)}`
const files: Record<string, string> = {
  '/proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu sha_ni avx2 avx512vl\n',
  '/sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc\n',
  [`${folder}/package.json`]: `{"dependencies":{"${beside}":"^1.0.0","a":"^2.0.0"},"optionalDependencies":{"c":"^3.0.0"}}`,
  [`${folder}/node_modules/a/package.json`]: '{"version":"2.1.0"}',
  [join(dirname(folder), beside, 'package.json')]: '{"version":"1.2.3"}',
}
const readText = (path: string) => files[path]

describe('readMachine', () => {
  it('lists the features that hashing and signing use', () => {
    expect(readMachine(readText).cpuFeatures).toEqual(['sha_ni', 'avx2'])
  })

  it('gives the versions that are installed, below or beside this package, by name', () => {
    expect(readMachine(readText).packages).toEqual({ a: '2.1.0', [beside]: '1.2.3' })
  })

  it('knows nothing of a commit where there is no repository', () => {
    expect(readMachine(readText).commit).toBeNull()
  })

  it('keeps the flags of Node without what would tell whose machine it is', () => {
    const path = '/home/me/loader.mjs'
    const given = [
      '--no-liftoff',
      '--stack-size=2000',
      '--import',
      path,
      `--env-file=${path}`,
      '-r',
      '.\\me.cjs',
      '-e',
      '1/1',
    ]
    expect(readMachine(readText, given).flags).toEqual([
      '--no-liftoff',
      '--stack-size=2000',
      '--import',
      '--env-file',
      '-r',
      '-e',
    ])
  })

  it('names neither the host nor the user nor a folder', () => {
    const text = JSON.stringify(readMachine())
    const words = [hostname(), userInfo().username].map((name) => `"${name}"`)
    expect([...words, homedir(), folder].filter((secret) => secret.length > 1 && text.includes(secret))).toEqual([])
  })

  it('finds the packages of this very checkout', () => {
    expect(readMachine().packages['@noble/hashes']).toMatch(/^\d+\.\d+\.\d+/)
  })
})

describe('readEnvironment', () => {
  it('carries the facts that are handed in', () => {
    expect(readEnvironment({ kernel: 'webassembly' }, readText).facts).toEqual({ kernel: 'webassembly' })
  })

  it.each([
    [readText, 'tsc'],
    [() => undefined, null],
  ])('names the clock source or null', (read, expected) => {
    expect(readEnvironment({}, read).clockSource).toBe(expected)
  })
})

describe('clockGrainNs', () => {
  it('is the smallest step that two readings show', () => {
    let reading = 0n
    expect(clockGrainNs(() => (((reading += 1n) * 300n) / 1_000n) * 1_000n)).toBe(1_000)
  })

  it('is 0 for a clock that stands still', () => {
    expect(clockGrainNs(() => 7n)).toBe(0)
  })
})
