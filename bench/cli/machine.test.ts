import { describe, expect, it } from 'vitest'
import { CARD_PROFILES } from '../../card-applets/time/card-profiles.ts'
import { tickbench } from './testing/captured.ts'

it('doctor says what is here and, for what is missing, how to get it', async () => {
  const { exitCode, out } = await tickbench('doctor')
  expect(exitCode).toBe(0)
  for (const line of out.trimEnd().split('\n')) expect(line).toMatch(/^(ok {7}|missing {2}.+: .+)/)
})

describe('readers', () => {
  it('is one line a driver, and exit code 4 when nothing is there', async () => {
    const { exitCode, out } = await tickbench('readers', '--json')
    const { drivers } = JSON.parse(out) as { drivers: { driver: string; readers: unknown[] }[] }
    expect(drivers.map(({ driver }) => driver)).toEqual(['pcsc', 'hid'])
    expect(exitCode).toBe(drivers.some(({ readers }) => readers.length > 0) ? 0 : 4)
  })
})

describe('profiles', () => {
  it('lists every modelled card with its source', async () => {
    const { out } = await tickbench('profiles')
    for (const { name } of CARD_PROFILES) expect(out).toContain(name)
    expect(out).toContain('MIT, (c) 2021 CRoCS')
  })

  it('gives machines the figures', async () => {
    const { out } = await tickbench('profiles', '--json')
    const { schema, profiles } = JSON.parse(out) as {
      schema: string
      profiles: { name: string; wires: object; assumptions: Readonly<Record<string, readonly string[]>> }[]
    }
    expect(schema).toBe('tickbench.profiles/1')
    for (const { wires, assumptions } of profiles) expect(Object.keys(assumptions)).toEqual(Object.keys(wires))
    const jcop4 = profiles.find(({ name }) => name === 'jcop4-j3r180')?.assumptions['contact']?.join('\n')
    expect(jcop4).toMatch(
      /T=1, clock 4 MHz, Fi\/Di 31 .*\n.*no polling.*\n.*\nwrites: .*\nrange: .*took on this card \(35 ms/,
    )
  })
})

it('serve wants to know where', async () => {
  const { exitCode, err } = await tickbench('serve')
  expect(exitCode).toBe(2)
  expect(err).toContain('--pcsc SOCKET')
})

it('serve says in one line that a socket cannot be where it was asked for', async () => {
  const { exitCode, err } = await tickbench('serve', '--pcsc', '/nowhere/at/all/cards')
  expect({ exitCode, lines: err.trimEnd().split('\n') }).toEqual({
    exitCode: 2,
    lines: [expect.stringMatching(/^tickbench: --pcsc .* cannot be a socket \(E[A-Z]+\): give a new name/)],
  })
})
