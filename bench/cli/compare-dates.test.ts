// Logs as they come: longer than a year, from a machine whose clock was wrong, from before anybody set it.

import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SCHEME_NAMES } from '../scheme/named.ts'
import { tickbench } from './testing/captured.ts'
import { compared, logLine, testFolder } from './testing/small-log.ts'

const written = testFolder()
const ALL = SCHEME_NAMES.flatMap((name) => ['--scheme', name])

function dated(date: string, buyer = '10.0.0.1', path = '/a/1'): string {
  return logLine(buyer, path).replace('17/May/2015:10:05:03 +0000', date)
}

describe('a log of any dates is compared, and all books agree', () => {
  it.each<[string, readonly string[]]>([
    ['of thirteen months', [dated('01/Feb/2023:08:00:00 +0000'), dated('12/Mar/2024:08:00:00 +0000', '10.0.0.2')]],
    ['of a buyer who returns after years', [dated('01/Feb/2020:08:00:00 +0000'), dated('12/Mar/2024:08:00:00 +0000')]],
    ['of a machine that began in 1970', [dated('01/Jan/1970:00:00:31 +0000'), dated('12/Mar/2024:08:00:00 +0000')]],
    [
      'with one line of the year 9999',
      [
        dated('12/Mar/2024:08:00:00 +0000'),
        dated('31/Dec/9999:23:59:59 +0000', '10.0.0.2'),
        dated('12/Mar/2024:08:00:01 +0000', '10.0.0.1', '/b/1'),
        dated('12/Mar/2024:08:00:02 +0000'),
      ],
    ],
  ])('%s', async (_name, lines) => {
    const { holds, schemes } = await compared(written('dates.log', lines.join('\n')), ...ALL)
    expect(holds).toBe(true)
    expect(schemes.map(({ payments }) => payments)).toEqual(schemes.map(() => lines.length))
  })
})

async function printed(name: string, lines: readonly string[]): Promise<string> {
  return (await tickbench('compare', written(name, lines.join('\n')), '--reader', 'emulated:')).out
}

it('doubts holds where the log is not in order of time, but not for requests that took long', async () => {
  const dates = ['12/Mar/2024:08:00:00', '12/Mar/2024:08:40:00', '12/Mar/2024:08:00:01', '01/Mar/2024:08:00:00']
  const log = dates.map((date) => dated(`${date} +0000`))
  const words = 'payments are dated more than an hour before one above'
  expect(await printed('disorder.log', log)).toContain(`doubt 1 of 4 ${words}`)
  expect(await printed('order.log', log.slice(0, 3))).not.toContain(words)
})

it('says before the run what one open chain a card means, and counts afterwards how often it came to that', async () => {
  const lines = ['/a/1', '/b/1', '/a/2'].map((path) => dated('12/Mar/2024:08:00:00 +0000', '10.0.0.1', path))
  const { policy, schemes } = await compared(written('hops.log', lines.join('\n')))
  expect(policy).toContain('a card keeps one open chain')
  expect(schemes.map(({ name, closedForOther }) => [name, closedForOther])).toEqual([
    ['ikp-coupon', 0],
    ['cafe-tick', 2],
  ])
  expect(schemes[1]?.notes.join()).toContain('2 of 3 chains')
})

it('names in the policy what is claimed at once, where such a scheme runs', async () => {
  const file = written('one.log', dated('12/Mar/2024:08:00:00 +0000'))
  const { policy } = await compared(file, '--scheme', 'card-signature', '--scheme', 'cafe-tick')
  expect(policy).toContain('card-signature: every payment is claimed at once')
  expect((await compared(file)).policy).not.toContain('at once')
})

const CASES = resolve(import.meta.dirname, '../../../shared/cases/logs')

describe.skipIf(!existsSync(CASES))('logs that ended in a stack trace (skipped where ../shared is absent)', () => {
  const names = existsSync(CASES) ? readdirSync(CASES).filter((name) => /^F[13]-/.test(name)) : []

  it.each(names)('%s', async (name) => {
    expect(await compared(resolve(CASES, name), ...ALL)).toMatchObject({ holds: true })
  })
})
