// A process that is killed while it saves a card leaves the old image or the new one.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { printHex } from '../src/bytes/hex.ts'
import { seededRandom } from '../src/crypto/random.ts'
import { loadCardImage, saveCardImage } from './image-file.ts'
import { cafeTickApplet } from './cafe-tick/applet.ts'
import { poweredCard } from './testing/powered-card.ts'
import { pivApplet } from './piv/piv-applet.ts'

const KILLS = 25

it('leaves one of two whole images, whenever it is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
  const at = (name: string): string => join(folder, name)
  const cards = [1, 2].map((seed) =>
    poweredCard({ applets: [cafeTickApplet(), pivApplet()], random: seededRandom(seed) }),
  )
  const names = ['first', 'second']
  for (const [n, card] of cards.entries()) await saveCardImage(at(names[n] ?? ''), card.image())
  const wholes = await Promise.all(names.map(async (name) => printHex(await readFile(at(name)))))
  expect(wholes[0]).not.toBe(wholes[1])
  const found = new Set<number>()
  for (let kill = 0; kill < KILLS; kill += 1) {
    await killedWhileSaving(at('card'), names.map(at), kill)
    await loadCardImage(at('card'))
    found.add(wholes.indexOf(printHex(await readFile(at('card')))))
  }
  await rm(folder, { recursive: true })
  expect(found).toEqual(new Set([0, 1]))
})

/** Each time a little later: the moments of a save are some hundred microseconds long. */
async function killedWhileSaving(path: string, images: readonly string[], later: number): Promise<void> {
  const program = fileURLToPath(new URL('testing/image-child.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, path, ...images], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  await setTimeout(3 + (later * 1.7) / 2)
  child.kill('SIGKILL')
  await once(child, 'close')
}
