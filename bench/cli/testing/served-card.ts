// For lab tests: the compiled program, and one emulated card behind its stand-in for pcscd. `hasNoLibrary` tells whether
// libpcsclite is missing.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pcscDriver } from '../../../reader/drivers/pcsc/pcsc.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'

export const MAIN: string = resolve(import.meta.dirname, '../../../dist/bench/cli/main.js')

export interface ServedCard {
  /** A folder of the test's own. */
  readonly folder: string
  /** For the programs that shall see the card. */
  readonly env: NodeJS.ProcessEnv
  /** Ends the service and removes the folder. */
  stop(): void
}

export async function serveCard(): Promise<ServedCard> {
  const folder = mkdtempSync(join(tmpdir(), 'pcsc-'))
  const socket = join(folder, 'socket')
  const serving = spawn(process.execPath, [MAIN, 'serve', '--pcsc', socket], { stdio: ['ignore', 'ignore', 'pipe'] })
  await new Promise((ready) => serving.stderr.once('data', ready))
  return {
    folder,
    env: { ...process.env, PCSCLITE_CSOCK_NAME: socket },
    stop() {
      serving.kill()
      rmSync(folder, { recursive: true })
    },
  }
}

export async function hasNoLibrary(): Promise<boolean> {
  const driver = pcscDriver()
  try {
    await driver.list()
    return false
  } catch (error) {
    return error instanceof WireFailure && error.code === 'noLibrary'
  } finally {
    await driver.close()
  }
}
