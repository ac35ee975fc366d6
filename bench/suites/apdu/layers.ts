// The layers that a command passes on its way to a card, each as an exchange of bytes. What a layer adds is the difference
// to the one below, measured side by side.

import { createEmulatedCard, type EmulatedCard } from '../../../card-applets/emulated-card.ts'
import { echoApplet, ECHO_AID } from '../../../card-applets/echo/echo-applet.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import type { BareCard, PcscBinding } from '../../../reader/drivers/pcsc/binding.ts'
import { pcscDriver } from '../../../reader/drivers/pcsc/pcsc.ts'
import { barePcscMini, loadPcscMini } from '../../../reader/drivers/pcsc/pcsc-mini.ts'
import { barePcsclite, loadPcsclite } from '../../../reader/drivers/pcsc/pcsclite.ts'
import { usualStack } from '../../../reader/wrappers/usual.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { selectApplet } from '../../../src/card/select.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { encodeCommand, commandApdu, type CommandApdu } from '../../../src/iso7816/command-apdu.ts'
import { serveReaders } from './stand-in.ts'

export interface Layer {
  readonly name: string
  readonly exchange: (command: CommandApdu) => Promise<unknown>
  /** The layer below, on a card of its own; undefined for the lowest one. */
  readonly below: ((command: CommandApdu) => Promise<unknown>) | undefined
}

export interface Layers {
  readonly layers: readonly Layer[]
  /** One line for each that is missing, and how to get it. */
  readonly notes: readonly string[]
  close(): Promise<void>
}

interface Binding {
  readonly name: string
  readonly load: () => Promise<PcscBinding>
  readonly bare: (reader: string) => Promise<BareCard>
}

const BINDINGS: readonly Binding[] = [
  { name: 'pcsclite', load: loadPcsclite, bare: barePcsclite },
  { name: 'pcsc-mini', load: loadPcscMini, bare: barePcscMini },
]

/** Never throws for what is missing. */
export async function openLayers(): Promise<Layers> {
  const [layers, notes]: [Layer[], string[]] = [[...(await emulatedLayers())], []]
  const closers: (() => unknown)[] = []
  if (process.platform === 'win32') {
    return {
      layers,
      notes: ['drivers over PC/SC are measured where libpcsclite serves'],
      close: () => Promise.resolve(),
    }
  }
  const served = await serveReaders(BINDINGS.flatMap(({ name }) => [bareReader(name), drivenReader(name)]))
  // libpcsclite asks for this when it first connects; in this process it serves nothing else.
  process.env['PCSCLITE_CSOCK_NAME'] = served.socket
  closers.push(() => served.close())
  for (const binding of BINDINGS) {
    try {
      const opened = await boundLayers(binding, served.socket)
      layers.push(...opened.layers)
      closers.unshift(() => opened.close())
    } catch (error) {
      if (!(error instanceof WireFailure)) throw error
      notes.push(`not measured: ${binding.name}: ${error.message}`)
    }
  }
  return {
    layers,
    notes,
    async close() {
      for (const close of closers) await close()
    },
  }
}

async function emulatedLayers(): Promise<readonly Layer[]> {
  const [bare, driven, stacked] = [echoCard(), openEmulated(echoCard()), usualStack(openEmulated(echoCard()))]
  bare.powerOn()
  for (const card of [driven, stacked]) await selectApplet(card, ECHO_AID)
  bare.exchange(encodeCommand(SELECT_ECHO))
  const inProcess = (command: CommandApdu) => Promise.resolve(bare.exchange(encodeCommand(command)))
  const channel = (command: CommandApdu) => driven.transmit(command)
  return [
    { name: 'card in this process, bytes in and out', exchange: inProcess, below: undefined },
    { name: 'emulated driver', exchange: channel, below: inProcess },
    { name: 'usual wrappers over it', exchange: (command) => stacked.transmit(command), below: channel },
  ]
}

async function boundLayers({ name, load, bare }: Binding, socket: string) {
  const driver = pcscDriver({ load: [load], socket })
  const card: OpenCard = await driver.open(drivenReader(name))
  const alone = await bare(bareReader(name))
  await selectApplet(card, ECHO_AID)
  await alone.exchange(encodeCommand(SELECT_ECHO))
  const native = (command: CommandApdu) => alone.exchange(encodeCommand(command))
  const layers: readonly Layer[] = [
    { name: `bare ${name}, stand-in for pcscd`, exchange: native, below: undefined },
    { name: `pcsc driver over ${name}`, exchange: (command) => card.transmit(command), below: native },
  ]
  return {
    layers,
    async close() {
      alone.close()
      await card.close()
      await driver.close()
    },
  }
}

const SELECT_ECHO = commandApdu({ cla: 0, ins: 0xa4, p1: 0x04, p2: 0x0c, data: ECHO_AID.bytes })

function bareReader(binding: string): string {
  return `bare ${binding}`
}

function drivenReader(binding: string): string {
  return `driver over ${binding}`
}

function echoCard(): EmulatedCard {
  return createEmulatedCard({ applets: [echoApplet()], crypto: nodeCrypto('p256'), random: seededRandom(1) })
}
