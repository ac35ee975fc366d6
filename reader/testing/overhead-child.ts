// Measures the pcsc driver against the bare binding: the same command, in turn, in one process. Prints the two medians in
// nanoseconds as JSON. Arguments: the bare reader's name, the driver's, rounds.

import open from 'pcsclite'
import { parseHex } from '../../src/bytes/hex.ts'
import { decodeCommand } from '../../src/iso7816/command-apdu.ts'
import { nativePcsc } from '../drivers/pcsc/load.ts'
import { pcscDriver } from '../drivers/pcsc/pcsc.ts'
import { loadPcsclite } from '../drivers/pcsc/pcsclite.ts'

const [bareName = '', driverName = '', rounds = '1'] = process.argv.slice(2)
/** A purse command: 21 data bytes, 8 bytes back. */
const bytes = Buffer.from(parseHex(`8032000015${'00'.repeat(21)}08`))
const command = decodeCommand(bytes)

const driver = pcscDriver({ ...nativePcsc(), load: [loadPcsclite] })
const card = await driver.open(driverName)
const context = open()
const bare = await new Promise<open.NativeReader>((resolve) => {
  context.on('reader', (reader: open.NativeReader) => {
    reader.on('error', () => undefined)
    if (reader.name === bareName) resolve(reader)
  })
})
const protocol = await new Promise<number>((resolve) => {
  bare.connect({ share_mode: 2, protocol: 3 }, (_, active) => resolve(active ?? 0))
})

const times = { bare: [] as number[], driver: [] as number[] }
for (let round = 0; round < Number(rounds); round++) {
  const start = process.hrtime.bigint()
  await new Promise((resolve) => bare.transmit(bytes, 258, protocol, resolve))
  const middle = process.hrtime.bigint()
  await card.transmit(command)
  const end = process.hrtime.bigint()
  times.bare.push(Number(middle - start))
  times.driver.push(Number(end - middle))
}

process.stdout.write(JSON.stringify({ bareNs: median(times.bare), driverNs: median(times.driver) }))
process.exit(0)

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
