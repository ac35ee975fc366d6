// The token's end of CTAPHID (FIDO CTAP 2.1, 11.2): reports in, reports out, a card behind it for U2F messages. A pure state
// machine but for the clock that is handed in: the same code answers a test, a pseudo terminal and a replay.

import type { CardPort } from '../../../src/card/port.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import type { ClockNs } from '../../clock.ts'
import {
  BROADCAST,
  CAPABILITY,
  CTAPHID,
  CTAPHID_ERROR,
  decodeReport,
  encodeHidMessage,
  encodeInitAnswer,
  HidAssembly,
  MOST_MESSAGE,
  type Assembled,
  type HidMessage,
  type Report,
} from '../../framing/ctaphid.ts'

/** A message must come in whole within this time (11.2.9.1.8). */
const MESSAGE_LIMIT_NS = 500_000_000n
const NONCE_BYTES = 8
const MOST_LOCK_SECONDS = 10
/** The oldest channels are forgotten: a host that allocates for ever costs no memory. */
const MOST_CHANNELS = 64
const VERSIONS = [2, 1, 0, 0] as const
const NOTHING = new Uint8Array(0)
const NO_REPORTS: readonly Uint8Array[] = []

type InitReport = Report & { readonly kind: 'init' }

export class HidToken {
  readonly #card: CardPort
  readonly #clock: ClockNs
  readonly #channels = new Set<number>()
  #lastChannel = 0
  #assembly: HidAssembly | undefined
  #beganNs = 0n
  #lock: { readonly channel: number; readonly untilNs: bigint } | undefined

  /** Powers the card on. */
  constructor(card: CardPort, clock: ClockNs) {
    this.#card = card
    this.#clock = clock
    card.powerOn()
  }

  /** The reports to send back. Throws `DecodeError` for anything but 64 bytes. */
  take(bytes: Uint8Array): readonly Uint8Array[] {
    const report = decodeReport(bytes)
    const late = this.tick()
    return [...late, ...(report.kind === 'init' ? this.#begin(report) : this.#continue(report))]
  }

  /** To be called now and then: ends a message whose rest does not come. */
  tick(): readonly Uint8Array[] {
    const assembly = this.#assembly
    if (assembly === undefined || this.#clock() - this.#beganNs < MESSAGE_LIMIT_NS) return NO_REPORTS
    this.#assembly = undefined
    return failed(assembly.channel, CTAPHID_ERROR.timeout)
  }

  #begin(report: InitReport): readonly Uint8Array[] {
    const { channel, command } = report
    const current = this.#assembly
    if (command === CTAPHID.init && current?.channel === channel) this.#assembly = undefined
    else if (current !== undefined && command !== CTAPHID.init) return this.#interrupt(current, channel)
    if (channel === BROADCAST && command !== CTAPHID.init) return failed(channel, CTAPHID_ERROR.channel)
    if (channel !== BROADCAST && !this.#channels.has(channel)) return failed(channel, CTAPHID_ERROR.channel)
    // INIT fits one report: a longer one would take the place of another channel's message under way.
    if (command === CTAPHID.init && report.length !== NONCE_BYTES) return failed(channel, CTAPHID_ERROR.length)
    const assembly = new HidAssembly(report)
    return this.#progress(assembly, assembly.state())
  }

  /** A message from another channel is told to wait; one on the same channel breaks the one under way. */
  #interrupt(current: HidAssembly, channel: number): readonly Uint8Array[] {
    if (current.channel !== channel) return failed(channel, CTAPHID_ERROR.busy)
    this.#assembly = undefined
    return failed(channel, CTAPHID_ERROR.sequence)
  }

  /** Continuations of nothing, or of another channel, are left alone (11.2.5.2). */
  #continue(report: Report & { readonly kind: 'continuation' }): readonly Uint8Array[] {
    const assembly = this.#assembly
    if (assembly === undefined || assembly.channel !== report.channel) return NO_REPORTS
    return this.#progress(assembly, assembly.add(report))
  }

  #progress(assembly: HidAssembly, state: Assembled): readonly Uint8Array[] {
    if (state.kind === 'more') {
      if (this.#assembly !== assembly) this.#beganNs = this.#clock()
      this.#assembly = assembly
      return NO_REPORTS
    }
    if (this.#assembly === assembly) this.#assembly = undefined
    return state.kind === 'wrong' ? failed(assembly.channel, state.error) : this.#serve(state.message)
  }

  #serve(message: HidMessage): readonly Uint8Array[] {
    const { channel, command, data } = message
    if (command === CTAPHID.init) return this.#initialize(channel, data)
    if (this.#lockedByOther(channel)) return failed(channel, CTAPHID_ERROR.busy)
    switch (command) {
      case CTAPHID.ping:
        return encodeHidMessage(message)
      case CTAPHID.message:
        return this.#message(channel, data)
      case CTAPHID.wink:
        return data.length === 0 ? answered(channel, command, NOTHING) : failed(channel, CTAPHID_ERROR.length)
      case CTAPHID.lock:
        return this.#lockFor(channel, data)
      case CTAPHID.cancel:
        return NO_REPORTS
      default:
        return failed(channel, CTAPHID_ERROR.command)
    }
  }

  #initialize(channel: number, nonce: Uint8Array): readonly Uint8Array[] {
    const given = channel === BROADCAST ? this.#newChannel() : channel
    const answer = { nonce, channel: given, versions: VERSIONS, capabilities: CAPABILITY.wink }
    return answered(channel, CTAPHID.init, encodeInitAnswer(answer))
  }

  #newChannel(): number {
    this.#lastChannel = (this.#lastChannel % (BROADCAST - 1)) + 1
    this.#channels.add(this.#lastChannel)
    const [oldest] = this.#channels
    if (this.#channels.size > MOST_CHANNELS && oldest !== undefined) this.#channels.delete(oldest)
    return this.#lastChannel
  }

  #message(channel: number, apdu: Uint8Array): readonly Uint8Array[] {
    if (apdu.length === 0) return failed(channel, CTAPHID_ERROR.length)
    try {
      const response = this.#card.exchange(withoutEmptyLc(apdu))
      if (response.length > MOST_MESSAGE) return failed(channel, CTAPHID_ERROR.length)
      return answered(channel, CTAPHID.message, response)
    } catch (error) {
      if (error instanceof WireFailure) return failed(channel, CTAPHID_ERROR.other)
      throw error
    }
  }

  #lockFor(channel: number, data: Uint8Array): readonly Uint8Array[] {
    const [seconds] = data
    if (seconds === undefined || data.length !== 1) return failed(channel, CTAPHID_ERROR.length)
    if (seconds > MOST_LOCK_SECONDS) return failed(channel, CTAPHID_ERROR.parameter)
    this.#lock = seconds === 0 ? undefined : { channel, untilNs: this.#clock() + BigInt(seconds) * 1_000_000_000n }
    return answered(channel, CTAPHID.lock, NOTHING)
  }

  #lockedByOther(channel: number): boolean {
    return this.#lock !== undefined && this.#lock.channel !== channel && this.#clock() < this.#lock.untilNs
  }
}

/** Hosts send VERSION with an extended Lc of zero before Le, which ISO 7816-3 does not know and every token takes. */
function withoutEmptyLc(apdu: Uint8Array): Uint8Array {
  const emptyLc = apdu.length === 9 && apdu[4] === 0 && apdu[5] === 0 && apdu[6] === 0
  return emptyLc ? Uint8Array.of(...apdu.subarray(0, 4), ...apdu.subarray(6)) : apdu
}

function answered(channel: number, command: number, data: Uint8Array): readonly Uint8Array[] {
  return encodeHidMessage({ channel, command, data })
}

function failed(channel: number, error: number): readonly Uint8Array[] {
  return answered(channel, CTAPHID.error, Uint8Array.of(error))
}
