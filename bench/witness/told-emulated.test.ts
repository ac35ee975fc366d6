import { expect, it } from 'vitest'
import { createEmulatedCard } from '../../card-applets/emulated-card.ts'
import { pivApplet } from '../../card-applets/piv/piv-applet.ts'
import { u2fApplet } from '../../card-applets/u2f/u2f-applet.ts'
import type { AppletFactory } from '../../card-applets/applet.ts'
import { openEmulated } from '../../reader/drivers/emulated.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { decodeCommand } from '../../src/iso7816/command-apdu.ts'
import type { LabEvent } from './event.ts'
import { emulatedTeller } from './told-emulated.ts'
import { createWitness } from './witness.ts'

const VERSION = Uint8Array.of(0, 3, 0, 0, 0)
/** A wrong PIN, which takes a try. */
const VERIFY = Uint8Array.of(0, 0x20, 0, 0x80, 8, 0x39, 0x39, 0x39, 0x39, 0x39, 0x39, 0xff, 0xff)

function told(applets: readonly AppletFactory[]) {
  const events: LabEvent[] = []
  const lane = createWitness(
    () => 0n,
    (event) => events.push(event),
  ).lane('card')
  const teller = emulatedTeller({ lane, clock: () => 0n }, applets)
  const { watchProgram } = teller
  const card = createEmulatedCard({ applets, crypto: nodeCrypto('p256'), random: seededRandom(1), watchProgram })
  return { events, teller, card }
}

it('knows what answers before anything is selected', () => {
  const { events, teller, card } = told([u2fApplet()])
  const port = teller.port(card)
  port.powerOn()
  port.exchange(VERSION)
  expect(events.find(({ kind }) => kind === 'command')).toMatchObject({
    applet: 'u2f',
    says: expect.stringMatching(/^VERSION/),
  })
})

it.each(['port', 'card'] as const)(
  'tells of writes inside the exchange that they belong to, by its %s',
  async (end) => {
    const { events, teller, card } = told([pivApplet(), u2fApplet()])
    if (end === 'port') {
      const port = teller.port(card)
      port.powerOn()
      port.exchange(VERIFY)
    } else {
      await teller.card(openEmulated(card)).transmit(decodeCommand(VERIFY))
    }
    const at = events.findIndex(({ kind }) => kind === 'command')
    const writes = events.slice(at).filter((event) => event.kind === 'write')
    expect(writes.length).toBeGreaterThan(0)
    expect(new Set(writes.map(({ span }) => span))).toEqual(new Set([events[at]?.seq]))
    expect(writes.filter(({ role }) => role === 'undo')).toEqual([])
    expect(events.at(-1)).toMatchObject({ kind: 'response', span: events[at]?.seq })
  },
)
