// npm node-hid behind the pipe. Absorbs: prebuilt code that needs libraries which may be missing, the report number before
// every write, reads that come in one piece on pseudo terminals, a process that cannot exit while a read is pending.

import { access, constants } from 'node:fs/promises'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { REPORT_BYTES } from '../../framing/ctaphid.ts'
import { Accumulator } from '../../framing/accumulator.ts'
import type { HidPipe } from './pipe.ts'

type Native = typeof import('node-hid')

export interface HidDevice {
  readonly path: string
  readonly vendorId: number
  readonly productId: number
  readonly product: string
  readonly usagePage: number | undefined
}

/** What the driver needs of the system. */
export interface HidSystem {
  /** Throws `WireFailure` `noLibrary`. */
  devices(): Promise<readonly HidDevice[]>
  /** Throws `WireFailure` `noRights` or `readerGone`. */
  open(device: HidDevice): Promise<HidPipe>
}

/** The native code waits in a thread: closing waits for it at most this long. */
const READ_SLICE_MS = 200

export const nodeHid: HidSystem = {
  async devices() {
    const found = await (await load()).devicesAsync()
    return found.flatMap(({ path, vendorId, productId, product = '', usagePage }) =>
      path === undefined ? [] : [{ path, vendorId, productId, product, usagePage }],
    )
  },
  async open(device) {
    const native = await load()
    await checkRights(device.path)
    try {
      return pipe(await native.HIDAsync.open(device.path), device.path)
    } catch (cause) {
      throw new WireFailure('readerGone', `${device.path}: cannot be opened`, { cause })
    }
  },
}

async function load(): Promise<Native> {
  try {
    return await import('node-hid')
  } catch (cause) {
    const advice =
      process.platform === 'linux'
        ? 'sudo apt install libusb-1.0-0 libudev1, then npm install node-hid'
        : 'npm install node-hid'
    throw new WireFailure('noLibrary', `npm package node-hid is not usable: get it with: ${advice}`, { cause })
  }
}

/** The library says only "cannot open"; on Linux it is nearly always the rights. */
async function checkRights(path: string): Promise<void> {
  if (process.platform !== 'linux') return
  await access(path, constants.R_OK | constants.W_OK).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new WireFailure('readerGone', `${path} is gone`, { cause })
    const rule = `KERNEL=="hidraw*", SUBSYSTEM=="hidraw", TAG+="uaccess" in /etc/udev/rules.d/70-hid.rules`
    throw new WireFailure('noRights', `no rights to ${path}: a udev rule gives them: ${rule}`, { cause })
  })
}

function pipe(device: Awaited<ReturnType<Native['HIDAsync']['open']>>, path: string): HidPipe {
  const pending = new Accumulator()
  let closed = false
  const gone = (cause: unknown): never => {
    throw new WireFailure('readerGone', `${path}: the device is gone`, { cause })
  }
  return {
    async write(report) {
      await device.write(Buffer.from([0, ...report])).catch(gone)
    },
    async read(limitMs) {
      const deadline = Date.now() + limitMs
      for (;;) {
        const report = pending.take(REPORT_BYTES)
        if (report !== undefined) return report
        if (closed) throw new WireFailure('closed', `${path}: closed`)
        const left = deadline - Date.now()
        if (left <= 0) return undefined
        pending.append((await device.read(Math.min(left, READ_SLICE_MS)).catch(gone)) ?? new Uint8Array(0))
      }
    },
    async close() {
      closed = true
      await device.close().catch(() => undefined)
    },
  }
}
