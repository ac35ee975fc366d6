// Which native binding serves, and where the daemon's socket is.

import { WireFailure } from '../../../src/card/wire-failure.ts'
import type { PcscBinding } from './binding.ts'
import { loadPcscMini } from './pcsc-mini.ts'
import { loadPcsclite } from './pcsclite.ts'
import { serviceSocket } from './service.ts'

export interface PcscOptions {
  /** The first that loads is used. */
  readonly load: readonly (() => Promise<PcscBinding>)[]
  /** The daemon's socket, undefined where the platform has none. */
  readonly socket: string | undefined
  /** Bindings report the readers one by one and never say that this was the last. Default 300 ms. */
  readonly reportLimitMs?: number
}

export function nativePcsc(): PcscOptions {
  return { load: [loadPcsclite, loadPcscMini], socket: serviceSocket(process.env, process.platform) }
}

/** Throws `WireFailure` `noLibrary` with what the first one lacks. */
export async function firstUsable(load: PcscOptions['load']): Promise<PcscBinding> {
  const failures: unknown[] = []
  for (const each of load) {
    try {
      return await each()
    } catch (error) {
      failures.push(error)
    }
  }
  const why = failures[0] instanceof Error ? failures[0].message : 'none is known'
  throw new WireFailure('noLibrary', `no PC/SC library: ${why}`, { cause: new AggregateError(failures) })
}
