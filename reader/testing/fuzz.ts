// Hostile bytes for everything that takes bytes from outside: the same targets run a few thousand inputs in every test run
// and a million in the lab. Seeded, so that a find can be repeated.

import { concat } from '../../src/bytes/bytes.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { parseRecording } from '../recording/recording.ts'
import * as ctaphid from '../framing/ctaphid.ts'
import { encodeLedger, LEDGER_CHANNEL, LedgerAssembly } from '../framing/ledger.ts'
import * as pcscd from '../framing/pcscd.ts'
import { encodeRequest, requestSplitter } from '../framing/pcscd-stream.ts'
import { encodeVpcdControl, encodeVpcdFrame, VpcdSplitter } from '../framing/vpcd.ts'
import { openCtaphid } from '../drivers/hid/ctaphid-host.ts'
import { StandIn } from '../serve/pcscd/service.ts'
import { Session } from '../serve/pcscd/session.ts'
import { HidToken } from '../serve/hid/token.ts'
import { CardSlot } from '../serve/vpcd.ts'
import { echoPort } from './echo-port.ts'

export interface FuzzTarget {
  readonly name: string
  /** Well-formed inputs, to be mutated. */
  readonly samples: readonly Uint8Array[]
  /** Throws, or hangs, only where there is a fault. */
  readonly feed: (input: Uint8Array) => void | Promise<void>
}

const NONE = new Uint8Array(0)

export function fuzzTargets(): readonly FuzzTarget[] {
  return [pcscdTarget(), vpcdTarget(), tokenTarget(), hostTarget(), ledgerTarget(), recordingTarget()]
}

/** `count` inputs, two thirds of them mutated samples. Gives how many bytes were fed. */
export async function fuzz(target: FuzzTarget, count: number, seed: number): Promise<number> {
  const next = numbers(seed)
  let bytes = 0
  for (let at = 0; at < count; at++) {
    const input =
      at % 3 === 0 ? randomBytes(next, next(300)) : mutated(target.samples[next(target.samples.length)] ?? NONE, next)
    bytes += input.length
    try {
      await target.feed(input)
    } catch (cause) {
      throw new Error(`${target.name}: input ${at} of seed ${seed}: ${Buffer.from(input).toString('hex')}`, { cause })
    }
  }
  return bytes
}

type Numbers = (below: number) => number

/** xorshift32 (Marsaglia 2003): fast, and good enough to choose bytes with. */
function numbers(seed: number): Numbers {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return below === 0 ? 0 : (state >>> 0) % below
  }
}

function randomBytes(next: Numbers, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => next(256))
}

const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xff]

function mutated(sample: Uint8Array, next: Numbers): Uint8Array {
  let bytes = sample.slice()
  for (let times = next(4); times >= 0; times--) {
    const at = next(bytes.length + 1)
    switch (next(6)) {
      case 0:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << next(8))
        break
      case 1:
        if (at < bytes.length) bytes[at] = EDGES[next(EDGES.length)] ?? 0
        break
      case 2:
        bytes = bytes.slice(0, at)
        break
      case 3:
        bytes = Uint8Array.of(...bytes.subarray(0, at), ...randomBytes(next, next(8)), ...bytes.subarray(at))
        break
      case 4:
        bytes = Uint8Array.of(...bytes, ...bytes.subarray(at, at + 64))
        break
      default:
        bytes = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + next(4)))
    }
  }
  return bytes
}

function unlessDecodeError(run: () => void): boolean {
  try {
    run()
    return true
  } catch (error) {
    if (error instanceof DecodeError) return false
    throw error
  }
}

/** The first context of a stand-in is 1 and its first handle 2: so mutated conversations get as far as the card. */
const CONVERSATION = [
  encodeRequest('version', pcscd.version.encode({ major: 4, minor: 4, rv: 0 })),
  encodeRequest('establishContext', pcscd.establishContext.encode({ scope: 2, context: 0, rv: 0 })),
  encodeRequest(
    'connect',
    pcscd.connect.encode({
      context: 1,
      reader: 'R 00',
      shareMode: 2,
      preferredProtocols: 3,
      card: 0,
      activeProtocol: 0,
      rv: 0,
    }),
  ),
  encodeRequest('waitForChange', NONE),
  encodeRequest('beginTransaction', pcscd.ofCard.encode({ card: 2, rv: 0 })),
  encodeRequest('transmit', transmitTo(2), Uint8Array.of(0, 0xa4, 4, 0, 0)),
  encodeRequest('endTransaction', pcscd.endOfCard.encode({ card: 2, disposition: 0, rv: 0 })),
  encodeRequest(
    'getAttribute',
    pcscd.attribute.encode({ card: 2, id: 0x90303, value: new Uint8Array(264), length: 264, rv: 0 }),
  ),
  encodeRequest('disconnect', pcscd.endOfCard.encode({ card: 2, disposition: 1, rv: 0 })),
]

function transmitTo(card: number): Uint8Array {
  const pci = { sendProtocol: 2, sendPciLength: 16, receiveProtocol: 2, receivePciLength: 16 }
  return pcscd.transmit.encode({ card, ...pci, sendLength: 5, receiveLength: 258, rv: 0 })
}

function pcscdTarget(): FuzzTarget {
  let hungUp = true
  let session: Session | undefined
  let split = requestSplitter()
  const connect = (): Session => {
    const standIn = new StandIn()
    standIn.attach('R 00', echoPort())
    hungUp = false
    split = requestSplitter()
    return new Session(standIn, { send: () => undefined, hangUp: () => (hungUp = true) }, () => session)
  }
  return {
    name: 'requests to the PC/SC stand-in',
    samples: [concat(...CONVERSATION), ...CONVERSATION],
    feed(input) {
      const current = (session ??= connect())
      const whole = unlessDecodeError(() => split(input).forEach((request) => current.take(request)))
      if (whole && !hungUp) return
      current.end()
      session = undefined
    },
  }
}

function vpcdTarget(): FuzzTarget {
  let slot = new CardSlot(echoPort())
  let splitter = new VpcdSplitter()
  return {
    name: 'frames from vpcd',
    samples: [
      encodeVpcdControl('powerOn'),
      encodeVpcdControl('getAtr'),
      encodeVpcdControl('reset'),
      encodeVpcdControl('powerOff'),
      encodeVpcdFrame(Uint8Array.of(0x80, 0x10, 0, 0, 2, 1, 2, 0)),
    ],
    feed(input) {
      const whole = unlessDecodeError(() => splitter.push(input).forEach((frame) => slot.answer(frame)))
      if (whole) return
      slot = new CardSlot(echoPort())
      splitter = new VpcdSplitter()
    },
  }
}

const PING = ctaphid.encodeHidMessage({ channel: 1, command: ctaphid.CTAPHID.ping, data: new Uint8Array(100) })
const INIT = ctaphid.encodeHidMessage({
  channel: ctaphid.BROADCAST,
  command: ctaphid.CTAPHID.init,
  data: new Uint8Array(8),
})
const MESSAGE = ctaphid.encodeHidMessage({
  channel: 1,
  command: ctaphid.CTAPHID.message,
  data: Uint8Array.of(0, 3, 0, 0, 0, 0, 0),
})

function tokenTarget(): FuzzTarget {
  let now = 0n
  const token = new HidToken(echoPort(), () => (now += 1_000_000n))
  return {
    name: 'reports to the HID token',
    samples: [...INIT, ...PING, ...MESSAGE],
    feed(input) {
      const report = new Uint8Array(64)
      report.set(input.subarray(0, 64))
      unlessDecodeError(() => token.take(input))
      for (const answer of token.take(report)) {
        if (answer.length !== 64) throw new RangeError(`a report of ${answer.length} bytes`)
      }
    },
  }
}

/** A token that says anything must not keep the host for longer than its limit, nor break it. */
function hostTarget(): FuzzTarget {
  return {
    name: 'reports to the HID host',
    samples: [...INIT, ...PING, ...MESSAGE],
    async feed(input) {
      const reports = [...INIT, ...PING].map((report) => Uint8Array.from(report, (byte, at) => byte ^ (input[at] ?? 0)))
      const pipe = {
        write: async () => undefined,
        read: async () => reports.shift(),
        close: async () => undefined,
      }
      try {
        const host = await openCtaphid(pipe, {
          random: (length) => new Uint8Array(length),
          limitMs: 50,
          address: 'hid:',
        })
        await host.ask(ctaphid.CTAPHID.ping, NONE)
      } catch (error) {
        if (!(error instanceof WireFailure) && !(error instanceof DecodeError)) throw error
      }
    },
  }
}

function ledgerTarget(): FuzzTarget {
  let assembly = new LedgerAssembly(LEDGER_CHANNEL)
  return {
    name: 'packets from a Ledger device',
    samples: encodeLedger(LEDGER_CHANNEL, new Uint8Array(150)),
    feed(input) {
      const ended = !unlessDecodeError(() => {
        if (assembly.add(input) !== undefined) throw new DecodeError('', 'whole')
      })
      if (ended) assembly = new LedgerAssembly(LEDGER_CHANNEL)
    },
  }
}

const RECORDING = `tickbench recording 1
address pcsc:R
driver pcsc
reader R
atr 3b00
protocol T=1
began 2026-11-23T08:00:00.000Z
# a comment
> 0020008002**** @1000
< 9000 +5
reset @2000
> 00a40000 @3000
! cardRemoved +7 pulled out
`

function recordingTarget(): FuzzTarget {
  return {
    name: 'recordings',
    samples: [new TextEncoder().encode(RECORDING)],
    feed: (input) => void unlessDecodeError(() => parseRecording(new TextDecoder().decode(input), 'fuzz')),
  }
}
