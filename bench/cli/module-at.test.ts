// The sellers' module in a reader: who personalises it keeps what its acquirer must know by its number and says so before
// it asks, and every later run goes on from there, also after one that was broken off.

import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import type { AppletFactory } from '../../card-applets/applet.ts'
import { encodeCardImage } from '../../card-applets/card-image.ts'
import { createEmulatedCard, type EmulatedCard } from '../../card-applets/emulated-card.ts'
import { purseMacApplet } from '../../card-applets/purse-mac/purse-applet.ts'
import { purseMacModuleApplet } from '../../card-applets/purse-mac/module-applet.ts'
import { freePort } from '../../reader/testing/free-port.ts'
import type { CardPort } from '../../src/card/port.ts'
import { PURSE_MAC_MODULE_COMMANDS } from '../../src/card/purse-mac/module-commands.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { loadModule, saveModule } from '../party/module-file.ts'
import { freshBytes } from './full-card.ts'
import { tickbench, type Captured } from './testing/captured.ts'
import { ownDataFolder } from './testing/own-data-folder.ts'
import { plugIn } from './testing/plug-in.ts'

const CONSENT = '--yes-change-this-card'
const PAID = 40
const issuers = ownDataFolder()
let purse: EmulatedCard
let module: EmulatedCard

beforeEach(() => {
  purse = blank(purseMacApplet())
  module = blank(purseMacModuleApplet())
})

function blank(applet: AppletFactory): EmulatedCard {
  return createEmulatedCard({ applets: [applet], crypto: nodeCrypto('p256'), random: freshBytes })
}

/** Without `iep`, the buyers have emulated purses of the run. */
async function compared(psam: CardPort, iep?: CardPort): Promise<Captured> {
  const [slot, behind] = [await freePort(), await freePort()]
  const buyers = iep === undefined ? 'emulated:' : `vpicc:${slot}`
  const readers = ['--reader', buyers, '--module-reader', `vpicc:${behind}`]
  const words = ['--scheme', 'purse-mac', '--payments', `${PAID}`, '--json', '--quiet', CONSENT]
  const running = tickbench('compare', ...words, ...readers)
  const plugged = iep === undefined ? [] : [await plugIn(slot, iep)]
  plugged.push(await plugIn(behind, psam))
  try {
    return await running
  } finally {
    for (const each of plugged) await each.unplug()
  }
}

/** Every payment of this run, and none of another, is paid to its seller. */
function expectBooks({ exitCode, out, err }: Captured): void {
  expect([exitCode, err]).toEqual([0, expect.stringContaining(`file of the sellers’ module: ${issuers()}`)])
  const { holds, schemes } = JSON.parse(out)
  expect([holds, schemes[0].payments, schemes[0].revenue]).toEqual([true, PAID, emulatedRevenue])
}

let emulatedRevenue: string
beforeEach(async () => {
  if (emulatedRevenue !== undefined) return
  const words = ['--scheme', 'purse-mac', '--payments', `${PAID}`, '--json', '--quiet', '--reader', 'emulated:']
  emulatedRevenue = JSON.parse((await tickbench('compare', ...words)).out).schemes[0].revenue
})

const moduleFiles = (): readonly string[] => readdirSync(issuers()).filter((name) => name.endsWith('.module'))
const ANSWERED_FAULT = Uint8Array.of(0x6f, 0x00)

/** Broken off: at this command the module fails, before or after it has done its work. */
function failing(card: CardPort, ins: number, when: 'before' | 'after'): CardPort {
  return {
    powerOn: () => card.powerOn(),
    reset: () => card.reset(),
    powerOff: () => card.powerOff(),
    exchange(command) {
      if (command[1] !== ins) return card.exchange(command)
      if (when === 'after') card.exchange(command)
      return ANSWERED_FAULT
    },
  }
}

it('says where it is kept before anything is changed', async () => {
  const { exitCode, err } = await tickbench('compare', '--scheme', 'purse-mac', '--module-reader', 'vpicc:1')
  expect([exitCode, err]).toEqual([2, expect.stringContaining(`kept in a file of its own in ${issuers()}`)])
  expect(existsSync(issuers())).toBe(false)
})

it.each(['a purse in a reader', 'emulated purses'])(
  'a module that compare has made comes back with %s',
  async (who) => {
    const iep = who === 'a purse in a reader' ? purse : undefined
    for (let again = 0; again < 3; again += 1) expectBooks(await compared(module, iep))
    expect(moduleFiles()).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.module$/)])
    const file = join(issuers(), moduleFiles()[0] ?? '')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await loadModule(file)).account).toMatchObject({ number: 3 * PAID })
  },
)

it('the purse and the module change their partners within one issuer', async () => {
  expectBooks(await compared(module))
  expectBooks(await compared(module, purse)) // a blank purse takes over the module's issuer
  expectBooks(await compared(blank(purseMacModuleApplet()), purse)) // a blank module takes over the purse's
  expectBooks(await compared(module, purse))
  expect(moduleFiles()).toHaveLength(2)
})

const { beginCollection, endCollection, credit, initialize } = PURSE_MAC_MODULE_COMMANDS
it.each([
  ['with its batch full', beginCollection.ins, 'before', true],
  ['with a collection that nobody has seen', beginCollection.ins, 'after', false],
  ['with a collection that is paid', endCollection.ins, 'before', false],
  ['with a collection that is closed', endCollection.ins, 'after', false],
  ['with a purchase in doubt', credit.ins, 'before', false],
  ['with nothing bought', initialize.ins, 'before', false],
] as const)('a module that a run has left %s is used by the next ones', async (_, ins, when, tells) => {
  expect((await compared(failing(module, ins, when), purse)).exitCode).toBe(5)
  const next = await compared(module, purse)
  expectBooks(next)
  expect(next.err.includes('of a run that was broken off')).toBe(tells)
  expectBooks(await compared(module, purse))
})

it('what is collected of a broken run is kept, also when the next one is broken off at once', async () => {
  for (const [ins, when] of [
    [beginCollection.ins, 'before'],
    [endCollection.ins, 'after'],
  ] as const) {
    expect((await compared(failing(module, ins, when), purse)).exitCode).toBe(5)
  }
  for (let again = 0; again < 2; again += 1) expectBooks(await compared(module, purse))
})

const images = (): readonly Uint8Array[] => [module, purse].map((card) => encodeCardImage(card.image()))

async function expectUntouched(line: string): Promise<void> {
  const before = images()
  const { exitCode, out, err } = await compared(module, purse)
  expect([exitCode, out, err.trimEnd().split('\n')]).toEqual([5, '', [expect.stringContaining(line)]])
  expect(images()).toEqual(before)
}

it('a module of unknown keys is refused before anything is written', async () => {
  expectBooks(await compared(module))
  rmSync(issuers(), { recursive: true })
  await expectUntouched('was made by somebody else')
  expect(existsSync(issuers()) ? readdirSync(issuers()) : []).toEqual([])
})

it.each([
  ['that has counted', async () => expectBooks(await compared(module))],
  ['that has counted nothing', () => compared(failing(module, initialize.ins, 'before'))],
])('a module %s is refused when the keys in its file are of another one', async (_, make) => {
  await make()
  const file = join(issuers(), moduleFiles()[0] ?? '')
  await saveModule(file, { ...(await loadModule(file)), loadMaster: freshBytes(32) })
  await expectUntouched('are not its own')
})

it('an older copy of its file is refused', async () => {
  expectBooks(await compared(module))
  const file = join(issuers(), moduleFiles()[0] ?? '')
  const old = await loadModule(file)
  expectBooks(await compared(module))
  await saveModule(file, old)
  const { exitCode, err } = await compared(module)
  expect([exitCode, err]).toEqual([5, expect.stringContaining('the module is behind or ahead of its acquirer')])
})

it('a purse and a module of two issuers are refused before anything is written', async () => {
  expectBooks(await compared(module))
  expectBooks(await compared(blank(purseMacModuleApplet()), purse))
  const before = images()
  const { exitCode, err } = await compared(module, purse)
  expect([exitCode, err]).toEqual([5, expect.stringContaining('are of two issuers')])
  expect(images()).toEqual(before)
})
