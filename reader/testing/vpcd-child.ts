// A card of ours in a real pcscd: plugs the echo card into vpcd, opens it through the pcsc driver in the same process and
// prints what happened as JSON. Runs in network and mount namespaces of its own, beside its pcscd. Argument: rounds.

import { printHex } from '../../src/bytes/hex.ts'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { pcscDriver } from '../drivers/pcsc/pcsc.ts'
import { explainSlowWire, type SlowWire } from '../framing/slow-wire.ts'
import { plugIntoVpcd, type PluggedCard } from '../serve/vpcd.ts'
import { usualStack } from '../wrappers/usual.ts'
import { echoPort } from './echo-port.ts'

/** vpcd's first slot; further slots follow upwards. */
const VPCD_PORT = 35_963
const rounds = Number(process.argv[2] ?? '1')
const slow: string[] = []

async function untilItWorks<T>(tries: number, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (tries === 0) throw error
    await new Promise((resolve) => setTimeout(resolve, 100))
    return untilItWorks(tries - 1, run)
  }
}

function onSlowWire(found: SlowWire): void {
  slow.push(explainSlowWire(found))
}

function plug(told?: (found: SlowWire) => void): Promise<PluggedCard> {
  const address = { host: '127.0.0.1', port: VPCD_PORT }
  const options = { clock: () => process.hrtime.bigint(), ...(told === undefined ? {} : { onSlowWire: told }) }
  return plugIntoVpcd(echoPort(), address, options)
}

// Native code that hangs would outlive the failure of everything else.
setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100_000).unref()

const first = await untilItWorks(50, () => plug(onSlowWire))
const driver = pcscDriver()
const card = await untilItWorks(50, () => driver.open('Virtual PCD 00 00'))
const stacked = usualStack(card)
const timesNs: number[] = []
for (let round = 0; round < rounds; round++) {
  const start = process.hrtime.bigint()
  await stacked.transmit(commandApdu({ cla: 0x80, ins: 0x10, data: Uint8Array.of(0xaa, 0xbb, 0xcc), ne: 256 }))
  timesNs.push(Number(process.hrtime.bigint() - start))
}
const long = await card.transmit(commandApdu({ cla: 0x80, ins: 0x10, data: new Uint8Array(1024), ne: 65_536 }))
await first.unplug()
await new Promise((resolve) => setTimeout(resolve, 1500))
const removed: unknown = await card
  .transmit(commandApdu({ cla: 0x80, ins: 0x10 }))
  .then(() => 'answered')
  .catch((error: unknown) => Reflect.get(Object(error), 'code'))
const second = await plug()
await untilItWorks(50, () => card.reset())
const again = await card.transmit(commandApdu({ cla: 0x80, ins: 0x10, data: Uint8Array.of(7), ne: 1 }))

const medianMs = (timesNs.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0) / 1e6
const told = {
  facts: { ...card.facts, atr: printHex(card.facts.atr) },
  long: long.data.length,
  medianMs,
  slow,
  removed,
}
process.stdout.write(JSON.stringify({ ...told, again: printHex(again.data) }))
await second.unplug()
await driver.close()
