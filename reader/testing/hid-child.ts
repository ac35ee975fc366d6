// A program that knows nothing of emulation: opens a token through the hid driver and prints what happened as JSON.

import { createHash, X509Certificate } from 'node:crypto'
import { printHex } from '../../src/bytes/hex.ts'
import { concat } from '../../src/bytes/bytes.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { openCtaphid } from '../drivers/hid/ctaphid-host.ts'
import { hidDriver } from '../drivers/hid/hid.ts'
import { nodeHid } from '../drivers/hid/node-hid.ts'
import { CTAPHID } from '../framing/ctaphid.ts'

const random = seededRandom(process.pid)
const [device] = await nodeHid.devices()
if (device === undefined) throw new Error('no device')

const pipe = await nodeHid.open(device)
const host = await openCtaphid(pipe, { random, limitMs: 20_000, address: 'hid' })
const pings: number[] = []
for (const length of [1, 57, 58, 1024, 7609]) {
  const data = random(length)
  if (printHex(await host.ask(CTAPHID.ping, data)) === printHex(data)) pings.push(length)
}
await pipe.close()

const driver = hidDriver({ random })
const card = await driver.open('1050:0407', { limitMs: 20_000 })
const hash = (text: string): Uint8Array => createHash('sha256').update(text).digest()
const [challenge, application] = [hash('challenge'), hash('application')]
const version = await card.transmit(commandApdu({ cla: 0, ins: 3 }))
const registered = await card.transmit(commandApdu({ cla: 0, ins: 1, data: concat(challenge, application), ne: 256 }))
const handleLength = registered.data[66] ?? 0
const handle = registered.data.slice(67, 67 + handleLength)
const data = concat(challenge, application, Uint8Array.of(handleLength), handle)
const authenticated = await card.transmit(commandApdu({ cla: 0, ins: 2, p1: 3, data, ne: 256 }))
await driver.close()

const certificate = handleLength === 0 ? '' : new X509Certificate(registered.data.subarray(67 + handleLength)).subject
const told = {
  device: `${device.vendorId.toString(16)}:${device.productId.toString(16)} ${device.product}`,
  pings,
  version: Buffer.from(version.data).toString(),
  certificate,
  counter: printHex(authenticated.data.subarray(0, 5)),
  words: [version.sw, registered.sw, authenticated.sw],
}
process.stdout.write(JSON.stringify(told))
