// Asks the PC/SC daemon whether it is there before any native code does: bindings throw, block or hang without one, and
// cannot tell a missing service from missing rights. Speaks only the first words of pcsc-lite's socket protocol.
// Windows and macOS have no such socket; there the binding's own errors have to do.

import { connect, type Socket } from 'node:net'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { Accumulator } from '../../framing/accumulator.ts'
import { MAX_READERS, RV } from '../../framing/pcsc-codes.ts'
import { slotRecord, version, type Version } from '../../framing/pcscd.ts'
import { encodeRequest } from '../../framing/pcscd-stream.ts'
import { within } from '../../time-limit.ts'
import { serviceAdvice } from './failure.ts'

export interface PcscService {
  /** Protocol of the daemon's socket, e.g. `4:4`. */
  readonly protocol: string
  readonly slots: readonly ServiceSlot[]
}

interface ServiceSlot {
  readonly reader: string
  /** Empty without a card. */
  readonly atr: Uint8Array
}

/** `PCSCLITE_CSOCK_NAME` is read by libpcsclite itself; the other path is compiled into it. */
export function serviceSocket(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32' || platform === 'darwin') return undefined
  return environment['PCSCLITE_CSOCK_NAME'] ?? '/run/pcscd/pcscd.comm'
}

/** Throws `WireFailure` `noService`, `noRights` or `timeout`, each with what to do about it. */
export async function askService(path: string, limitMs: number): Promise<PcscService> {
  const socket = connect(path)
  try {
    return await within(limitMs, `PC/SC service at ${path}`, converse(socket, path))
  } catch (error) {
    throw error instanceof WireFailure && error.code === 'timeout' ? hanging(error) : error
  } finally {
    socket.destroy()
  }
}

async function converse(socket: Socket, path: string): Promise<PcscService> {
  const read = answers(socket, path)
  const agreed = await agreeOnVersion(socket, read, path)
  socket.write(encodeRequest('readerStates', new Uint8Array(0)))
  const size = RECORD_BYTES * MAX_READERS
  const states = await read(size)
  const slots: ServiceSlot[] = []
  for (let at = 0; at < size; at += RECORD_BYTES) {
    const { reader, atr, atrLength } = slotRecord.decode(states.subarray(at, at + RECORD_BYTES))
    if (reader !== '') slots.push({ reader, atr: atr.slice(0, atrLength) })
  }
  return { protocol: `${agreed.major}:${agreed.minor}`, slots }
}

const RECORD_BYTES = 184
const VERSION_BYTES = 12

/** Daemons of pcsc-lite 2.3 to 2.4.0 take no other version than their own, but say which that is. */
async function agreeOnVersion(socket: Socket, read: Read, path: string): Promise<Version> {
  const ask = async (minor: number): Promise<Version> => {
    socket.write(encodeRequest('version', version.encode({ major: 4, minor, rv: 0 })))
    return version.decode(await read(VERSION_BYTES))
  }
  const first = await ask(4)
  if (first.rv === RV.success) return first
  const second = first.major === 4 && first.minor > 4 ? await ask(first.minor) : first
  if (second.rv === RV.success) return second
  throw new WireFailure(
    'noService',
    `PC/SC service at ${path} speaks protocol ${second.major}:${second.minor}, not 4:4`,
  )
}

type Read = (count: number) => Promise<Uint8Array>

/** One reader of exact byte counts at a time. */
function answers(socket: Socket, path: string): Read {
  const pending = new Accumulator()
  let failure: WireFailure | undefined
  let wake: (() => void) | undefined
  socket.on('data', (chunk) => {
    pending.append(chunk)
    wake?.()
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= socketFailure(error, path)
    wake?.()
  })
  socket.on('close', () => {
    failure ??= hungUp(path)
    wake?.()
  })
  return async (count) => {
    for (;;) {
      const bytes = pending.take(count)
      if (bytes !== undefined) return bytes
      if (failure !== undefined) throw failure
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
}

function socketFailure(error: NodeJS.ErrnoException, path: string): WireFailure {
  const advice = serviceAdvice(process.platform)
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return new WireFailure(
        'noRights',
        `no rights to the PC/SC service's socket ${path}: ask for them with ls -l ${path}`,
        {
          cause: error,
        },
      )
    case 'ENOENT':
      return new WireFailure('noService', `no PC/SC service here (${path} is missing): ${advice}`, { cause: error })
    case 'EPIPE':
    case 'ECONNRESET':
      return hungUp(path)
    default:
      return new WireFailure('noService', `no PC/SC service answers at ${path}: ${advice}`, { cause: error })
  }
}

function hanging(cause: WireFailure): WireFailure {
  const advice = 'it hangs: start it again with: sudo systemctl restart pcscd, and look whether a reader is broken'
  return new WireFailure('timeout', `${cause.message}: ${advice}`, { cause })
}

/** A daemon with polkit closes the connection of a user whom it does not allow, before any answer. */
function hungUp(path: string): WireFailure {
  return new WireFailure(
    'noRights',
    `the PC/SC service at ${path} hung up: it is stopping, or polkit does not allow this user (action org.debian.pcsc-lite.access_pcsc)`,
  )
}
