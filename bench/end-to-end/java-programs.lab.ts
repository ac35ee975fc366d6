// Whole programs with strict Java cards over vpicc: a chain longer than a signed byte counts, a symmetric purse past its
// 127th transaction, and single operations of the chip.

import { beforeAll, expect, it, type TestContext } from 'vitest'
import { freePort } from '../../reader/testing/free-port.ts'
import { tickbench } from '../cli/testing/captured.ts'
import { logLine, testFolder } from '../cli/testing/small-log.ts'
import { joiningCard, whyNoJavaCards, type JavaCardWord } from './testing/java-card.ts'

const written = testFolder()
const KINDS: readonly (readonly JavaCardWord[])[] = [[], ['t0'], ['full']]
const PAID = 300
let missing: string | undefined

beforeAll(async () => {
  missing = await whyNoJavaCards()
}, 600_000)

it.for(KINDS)('one chain of 300 ticks is paid, and the books agree (%j)', async (words, test: TestContext) => {
  if (missing !== undefined) return test.skip(missing)
  const log = written('one.log', Array.from({ length: PAID }, (_, at) => logLine('10.0.0.1', `/a/${at}`)).join('\n'))
  const port = await freePort()
  const end = joiningCard(port, ['cafe-tick', 'echo'], words)
  const [result] = await comparedOver(
    [log, '--scheme', 'cafe-tick', '--chain-length', `${PAID}`, '--reader', `vpicc:${port}`],
    [end],
  )
  expect(result).toMatchObject({ revenueBySeller: { '/a': `${PAID}` } })
})

it.for(KINDS)('300 payments of the symmetric purse are taken, and the books agree (%j)', async (words, test) => {
  if (missing !== undefined) return test.skip(missing)
  const [purse, module] = [await freePort(), await freePort()]
  const ends = [joiningCard(purse, ['purse-mac'], words), joiningCard(module, ['purse-mac-module'], words)]
  const readers = ['--reader', `vpicc:${purse}`, '--module-reader', `vpicc:${module}`]
  const [result] = await comparedOver(['--scheme', 'purse-mac', '--payments', `${PAID}`, ...readers], ends)
  const revenue = Object.values(result?.revenueBySeller ?? {}).reduce((sum, each) => sum + Number(each), 0)
  expect(revenue).toBeGreaterThanOrEqual(PAID)
})

it('single operations of the chip are measured', async (test: TestContext) => {
  if (missing !== undefined) return test.skip(missing)
  const port = await freePort()
  const end = joiningCard(port, ['echo', 'probe'], [])
  const args = [
    '--quick',
    '--suite',
    'p256',
    '--json',
    '--quiet',
    '--yes-change-this-card',
    '--reader',
    `vpicc:${port}`,
  ]
  const { exitCode, out } = await tickbench('bench', 'card', ...args)
  await end()
  expect(exitCode).toBe(0)
  for (const name of ['sha256', 'random', 'ecdsa', 'write', 'transaction']) expect(out).toContain(name)
})

interface Scheme {
  readonly revenueBySeller: Readonly<Record<string, string>>
}

/** Exit code 0 says that every self-check held. */
async function comparedOver(
  args: readonly string[],
  ends: readonly (() => Promise<void>)[],
): Promise<readonly Scheme[]> {
  const usual = ['--suite', 'p256', '--yes-change-this-card', '--quiet', '--json', '--jobs', '1']
  const { exitCode, out, err } = await tickbench('compare', ...args, ...usual)
  for (const end of ends) await end()
  expect([exitCode, err]).toEqual([0, expect.any(String)])
  return JSON.parse(out).schemes
}
