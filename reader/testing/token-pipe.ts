// An emulated token as a HID system for tests: the driver's reports go to the state machine and back, without a device.

import { WireFailure } from '../../src/card/wire-failure.ts'
import type { HidDevice, HidSystem } from '../drivers/hid/node-hid.ts'
import type { HidPipe } from '../drivers/hid/pipe.ts'

export const TOKEN_DEVICE: HidDevice = {
  path: '/dev/hidraw0',
  vendorId: 0x1050,
  productId: 0x0407,
  product: 'Token',
  usagePage: 0xf1d0,
}

/** `serve` gives the reports that come back for one. */
export function pipeTo(
  serve: (report: Uint8Array) => readonly Uint8Array[],
): HidPipe & { readonly waiting: Uint8Array[] } {
  const waiting: Uint8Array[] = []
  let closed = false
  return {
    waiting,
    async write(report) {
      if (closed) throw new WireFailure('closed', 'closed')
      waiting.push(...serve(report))
    },
    async read(limitMs) {
      const report = waiting.shift()
      if (report === undefined) await new Promise((resolve) => setTimeout(resolve, limitMs))
      return report
    },
    close: async () => void (closed = true),
  }
}

export function hidSystem(pipe: HidPipe, devices: readonly HidDevice[] = [TOKEN_DEVICE]): HidSystem {
  return { devices: async () => devices, open: async () => pipe }
}
