// The emulated card beside jCardSim, as `bench jcardsim` prints it. The limits are a third of what is aimed at, so that a busy
// machine passes and a card that has become slow does not.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { packageFolder } from '../measure/package-folder.ts'
import { parseBenchDocument } from '../measure/result.ts'
import { whyNoJavaCards } from './testing/java-card.ts'

/** Times of jCardSim's rate. */
const LEAST: Readonly<Record<string, number>> = {
  'echo of 32 B in process': 1,
  'SELECT in process': 1 / 3,
  'hash of 44 B in process': 1 / 3,
  'tick in process': 1 / 3,
  'echo of 32 B through the wire': 1 / 3,
  'SELECT through the wire': 1 / 3,
  'hash of 44 B through the wire': 1 / 3,
  'tick through the wire': 1 / 3,
}
const PROGRAM = join(packageFolder(), 'dist', 'bench', 'cli', 'main.js')
let missing: string | undefined

beforeAll(async () => {
  missing = existsSync(PROGRAM) ? await whyNoJavaCards() : 'only the compiled program is measured: npm run build'
}, 600_000)

it(
  'is not far behind jCardSim in any exercise, in process and through the wire',
  { timeout: 600_000 },
  async (test) => {
    if (missing !== undefined) return test.skip(missing)
    const { results, notes } = parseBenchDocument(await run('bench', 'jcardsim', '--quick', '--rounds', '1', '--json'))
    expect(notes.filter((note) => note.includes('jCardSim'))).toEqual([])
    const ratios = Object.keys(LEAST).map((name) => {
      const own = results.find((result) => result.name === `${name}, emulated card`)
      return { name, ratio: own?.ratioTo[`${name}, jCardSim`]?.median ?? 0 }
    })
    expect(ratios.filter(({ name, ratio }) => !(ratio >= (LEAST[name] ?? Infinity)))).toEqual([])
    return undefined
  },
)

/** What the compiled program writes to standard output. */
async function run(...words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [PROGRAM, ...words, '--quiet', '--minutes', '9'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks: string[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  await new Promise((resolve) => child.once('close', resolve))
  return chunks.join('')
}
