// The program that stands in for pcscd while drivers are measured: echo cards in readers of the given names. Its one
// message is the socket's path; it answers with `ready`.

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

process.on('message', ({ path, readers }: StandInTask) => {
  const standIn = new StandIn()
  for (const reader of readers) {
    standIn.attach(
      reader,
      createEmulatedCard({ applets: [echoApplet()], crypto: nodeCrypto('p256'), random: seededRandom(1) }),
    )
  }
  void serveStandIn(standIn, path).then(() => process.send?.('ready'))
})
process.on('disconnect', () => process.exit())
process.on('SIGINT', () => undefined)
