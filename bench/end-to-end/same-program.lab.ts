// The bench watched: a build beside itself must raise no alarm, and a copy of it whose compiled code really does more turns
// must raise one for exactly those figures. False alarms are expected in fewer than 1 of 200 runs; an alarm of equal
// builds is asked about once more, with twice the duets.

import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../reader/testing/programs.ts'
import { packageFolder } from '../measure/package-folder.ts'
import { LEAST_PROCESSES } from '../measure/verdict.ts'

const LIMIT_MS = 400_000
/** A minute where nobody else works; beside a load of six on two processors a minute and a half. */
const DUETS = 12
const MINUTES = '3'

/** Turns more, as a share of those asked for. */
const PLANTED = { 'sign rsa2048, node': 0.1, 'verify p256, node': 0.1, 'sign ed25519, node': 0.1, 'hash, noble': 0.25 }

let slower = ''
beforeAll(() => {
  slower = plantedCopy()
})
afterAll(() => rmSync(slower, { recursive: true, force: true }))

describe.skipIf(!existsSync(join(packageFolder(), 'dist', 'bench', 'cli', 'main.js')))(
  'a build against a build (needs npm run build)',
  () => {
    it(
      'that is itself: nothing is slower',
      async () => {
        const once = await against(packageFolder(), packageFolder(), DUETS)
        say(`equal builds: ${once.said}`)
        if (once.exitCode === 0) return
        const again = await against(packageFolder(), packageFolder(), 2 * DUETS)
        say(`equal builds once more: ${again.said}`)
        expect(again.exitCode).toBe(0)
      },
      LIMIT_MS,
    )

    it(
      'that does more turns: exactly those figures are slower',
      async ({ skip }) => {
        const { exitCode, said, names, duets } = await against(slower, packageFolder(), DUETS)
        say(`planted: ${said}`)
        if (duets < LEAST_PROCESSES) skip(`others have the processor: ${duets} duets in ${MINUTES} minutes`)
        expect(names.toSorted()).toEqual(Object.keys(PLANTED).toSorted())
        expect(exitCode).toBe(3)
      },
      LIMIT_MS,
    )
  },
)

/** Into the log of the check, alarm or none. */
function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

interface Ended {
  readonly exitCode: number
  readonly duets: number
  readonly names: readonly string[]
  /** Every figure with its change, on a line. */
  readonly said: string
}

async function against(own: string, other: string, rounds: number): Promise<Ended> {
  const program = join(own, 'dist', 'bench', 'cli', 'main.js')
  const effort = ['--quick', '--rounds', String(rounds), '--minutes', MINUTES]
  const given = ['bench', 'signature', '--against', other, '--json', ...effort]
  const { code, stdout } = await run(process.execPath, [program, ...given], { limitMs: LIMIT_MS })
  const { duets, judgement } = JSON.parse(stdout) as Answer
  const changes = judgement.figures.map(({ name, verdict, ratio }) => `${name} ${ratio?.median.toFixed(3)} ${verdict}`)
  const names = judgement.figures.filter(({ verdict }) => verdict === 'slower').map(({ name }) => name)
  const said = `${duets.rounds} duets, ${changes.join('; ')}`
  return { exitCode: code ?? -1, duets: duets.rounds, names, said }
}

interface Answer {
  readonly duets: { readonly rounds: number }
  readonly judgement: { readonly figures: readonly Figure[] }
}

interface Figure {
  readonly name: string
  readonly verdict: string
  readonly ratio?: { readonly median: number }
}

/** Its turns are counted across samples: of three operations a share of 0.1 would round to none. */
function plantedCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tickbench-planted-'))
  chmodSync(folder, 0o755) // it runs as a user of no rights where the tests have all
  for (const part of ['dist', 'package.json'])
    cpSync(join(packageFolder(), part), join(folder, part), { recursive: true })
  symlinkSync(join(packageFolder(), 'node_modules'), join(folder, 'node_modules'))
  const file = join(folder, 'dist', 'bench', 'suites', 'signature.js')
  const code = readFileSync(file, 'utf8')
  const planted = code
    .replace('open({ scenario, target, parameters })', 'open({ name, scenario, target, parameters })')
    .replace('repeaterOf(scenario, crypto, random))', 'planted(name, repeaterOf(scenario, crypto, random)))')
  expect(planted.length).toBeGreaterThan(code.length + 10)
  writeFileSync(file, `${planted}\n${PLANTING}`)
  return folder
}

const PLANTING = `
const PLANTED = ${JSON.stringify(PLANTED)}
function planted(name, repeat) {
  const share = PLANTED[name] ?? 0
  let [asked, more] = [0, 0]
  return (operations) => {
    asked += operations
    const due = Math.round(asked * share) - more
    more += due
    repeat(operations + due)
  }
}
`
