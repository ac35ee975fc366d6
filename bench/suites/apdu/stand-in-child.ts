// The program that stands in for pcscd while drivers are measured: echo cards in readers of the given names. Its one
// message is the socket's path, in a folder that it removes when its parent has gone; it answers with `ready`.

import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { createEmulatedCard } from '../../../card-applets/emulated-card.ts'
import { echoApplet } from '../../../card-applets/echo/echo-applet.ts'
import { StandIn } from '../../../reader/serve/pcscd/service.ts'
import { serveStandIn } from '../../../reader/serve/pcscd/server.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'

export interface StandInTask {
  readonly path: string
  readonly readers: readonly string[]
}

let folder: string | undefined

process.on('message', ({ path, readers }: StandInTask) => {
  folder = dirname(path)
  const standIn = new StandIn()
  for (const reader of readers) {
    standIn.attach(
      reader,
      createEmulatedCard({ applets: [echoApplet()], crypto: nodeCrypto('p256'), random: seededRandom(1) }),
    )
  }
  void serveStandIn(standIn, path).then(() => process.send?.('ready'))
})
// It never computes for long, so it hears when its parent has gone, and leaves nothing behind then.
process.on('disconnect', () => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  process.exit()
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
