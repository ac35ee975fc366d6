// `hid:[VID:PID]`: security tokens and wallets on USB. FIDO tokens take U2F messages, which are APDUs of extended form;
// Ledger devices take any APDU.

import type { CardFacts, OpenCard } from '../../../src/card/channel.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import type { CommandApdu } from '../../../src/iso7816/command-apdu.ts'
import type { RandomBytes } from '../../../src/crypto/crypto.ts'
import { parseAddress, printAddress, printHidId } from '../../address.ts'
import { answerFrom } from '../../answer.ts'
import { CAPABILITY, CTAPHID, MOST_MESSAGE } from '../../framing/ctaphid.ts'
import { LEDGER_MOST_BYTES, LEDGER_USAGE_PAGE, LEDGER_VENDOR } from '../../framing/ledger.ts'
import { inTurn } from '../../in-turn.ts'
import { encodeWithin } from '../../wire-form.ts'
import { DEFAULT_LIMIT_MS, type OpenOptions, type ReaderDriver, type ReaderState } from '../../reader.ts'
import { openCtaphid } from './ctaphid-host.ts'
import { ledgerHost } from './ledger-host.ts'
import { nodeHid, type HidDevice, type HidSystem } from './node-hid.ts'
import type { HidPipe } from './pipe.ts'

const FIDO_USAGE_PAGE = 0xf1d0

export interface HidOptions {
  /** For the nonce of a channel. */
  readonly random: RandomBytes
  readonly system?: HidSystem
}

/** Readers are named `VID:PID product`. Loads nothing before it is used. */
export function hidDriver(options: HidOptions): ReaderDriver {
  const { random, system = nodeHid } = options
  const open = new Set<OpenCard>()
  return {
    name: 'hid',
    async list() {
      return (await usable(system)).map(stateOf)
    },
    async open(reader, { limitMs = DEFAULT_LIMIT_MS }: OpenOptions = {}) {
      const device = choose(await usable(system), reader)
      const pipe = await system.open(device)
      const card = await openDevice(device, pipe, random, limitMs).catch(async (error: unknown) => {
        await pipe.close()
        throw error
      })
      open.add(card)
      return card
    },
    async close() {
      await Promise.all([...open].map((card) => card.close()))
      open.clear()
    },
  }
}

async function openDevice(device: HidDevice, pipe: HidPipe, random: RandomBytes, limitMs: number): Promise<OpenCard> {
  const address = printAddress({ kind: 'hid', device })
  const facts = { address, driver: 'hid', reader: nameOf(device), atr: new Uint8Array(0), protocol: 'none' } as const
  if (isLedger(device)) {
    const ask = ledgerHost(pipe, { limitMs, address })
    const exchange = (command: CommandApdu): Promise<Uint8Array> =>
      ask(encodeWithin(LEDGER_MOST_BYTES, command, address))
    return session({ ...facts, maxCommandBytes: undefined }, pipe, exchange, async () => undefined)
  }
  const host = await openCtaphid(pipe, { random, limitMs, address })
  if ((host.capabilities & CAPABILITY.noMessage) !== 0) {
    throw new WireFailure('protocol', `${address}: this token takes no U2F messages`)
  }
  const exchange = (command: CommandApdu): Promise<Uint8Array> =>
    host.ask(CTAPHID.message, encodeWithin(MOST_MESSAGE, extended(command), address))
  return session({ ...facts, maxCommandBytes: MOST_MESSAGE }, pipe, exchange, () => host.resynchronize())
}

function session(
  facts: CardFacts,
  pipe: HidPipe,
  exchange: (command: CommandApdu) => Promise<Uint8Array>,
  reset: () => Promise<void>,
): OpenCard {
  const queue = inTurn()
  let closed = false
  const whileOpen = async <T>(run: () => Promise<T>): Promise<T> => {
    if (closed) throw new WireFailure('closed', `${facts.address}: the connection is closed`)
    return run()
  }
  return {
    facts,
    transmit: (command) => queue(() => whileOpen(async () => answerFrom(facts.address, await exchange(command)))),
    reset: () => queue(() => whileOpen(reset)),
    close: () =>
      queue(async () => {
        if (!closed) await pipe.close()
        closed = true
      }),
  }
}

/** U2F over HID knows extended lengths only, and always expects an answer (U2F raw messages 1.2, 3.1). */
function extended(command: CommandApdu): CommandApdu {
  return { ...command, ne: 65_536, extended: true }
}

async function usable(system: HidSystem): Promise<readonly HidDevice[]> {
  return (await system.devices()).filter((device) => device.usagePage === FIDO_USAGE_PAGE || isLedger(device))
}

function isLedger(device: HidDevice): boolean {
  return device.vendorId === LEDGER_VENDOR && device.usagePage === LEDGER_USAGE_PAGE
}

function choose(devices: readonly HidDevice[], wanted: string | undefined): HidDevice {
  const asked = wanted === undefined ? undefined : parseAddress(`hid:${wanted}`)
  const id = asked?.kind === 'hid' ? asked.device : undefined
  const found = devices.find(
    (device) =>
      wanted === undefined ||
      nameOf(device) === wanted ||
      (device.vendorId === id?.vendorId && device.productId === id.productId),
  )
  if (found !== undefined) return found
  const there = devices.length === 0 ? 'none is connected' : `there is ${devices.map(nameOf).join(', ')}`
  throw new WireFailure('noReader', `no HID token${wanted === undefined ? '' : ` ${wanted}`}: ${there}`)
}

function stateOf(device: HidDevice): ReaderState {
  return { reader: nameOf(device), card: 'present', taken: false, atr: new Uint8Array(0) }
}

function nameOf(device: HidDevice): string {
  return `${printHidId(device)} ${device.product}`.trimEnd()
}
