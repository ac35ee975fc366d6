// The host's end of CTAPHID (FIDO CTAP 2.1, 11.2): a channel of one's own, whole messages, keep-alives, errors. Other
// programs may talk to the same token: what is not on our channel, or not with our nonce, is not for us.

import { equalConstantTime } from '../../../src/bytes/bytes.ts'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import type { RandomBytes } from '../../../src/crypto/crypto.ts'
import { WireFailure, type WireFailureCode } from '../../../src/card/wire-failure.ts'
import {
  BROADCAST,
  CTAPHID,
  CTAPHID_ERROR,
  decodeInitAnswer,
  decodeReport,
  encodeHidMessage,
  HidAssembly,
  type Assembled,
  type InitAnswer,
} from '../../framing/ctaphid.ts'
import type { HidPipe } from './pipe.ts'

export interface CtaphidHost {
  readonly capabilities: number
  /** Protocol, then the device's own major, minor, build. */
  readonly versions: InitAnswer['versions']
  /** One transaction. Throws `WireFailure`: `timeout`, `busy`, `protocol`, `cardReset` when the channel was lost. */
  ask(command: number, data: Uint8Array): Promise<Uint8Array>
  /** Ends whatever is under way on the channel (INIT on it); takes a new channel where the token has forgotten ours. */
  resynchronize(): Promise<void>
}

export interface CtaphidOptions {
  readonly random: RandomBytes
  /** The longest transaction, waiting for a touch included. */
  readonly limitMs: number
  /** For messages, e.g. `hid:1050:0407`. */
  readonly address: string
}

const NONCE_BYTES = 8
const NO_DATA = new Uint8Array(0)
/** A token sends a keep-alive every 100 ms while it works; INIT it answers at once. */
const SILENCE_LIMIT_MS = 3_000
const BUSY_PAUSE_MS = 20

/** Allocates a channel. Throws `WireFailure`. */
export async function openCtaphid(pipe: HidPipe, options: CtaphidOptions): Promise<CtaphidHost> {
  const nonce = options.random(NONCE_BYTES)
  const answer = await initialize(pipe, options, BROADCAST, nonce)
  return new Host(pipe, options, answer)
}

class Host implements CtaphidHost {
  readonly capabilities: number
  readonly versions: InitAnswer['versions']
  readonly #pipe: HidPipe
  readonly #options: CtaphidOptions
  #channel: number

  constructor(pipe: HidPipe, options: CtaphidOptions, { channel, versions, capabilities }: InitAnswer) {
    this.capabilities = capabilities
    this.versions = versions
    this.#pipe = pipe
    this.#options = options
    this.#channel = channel
  }

  async ask(command: number, data: Uint8Array): Promise<Uint8Array> {
    const deadline = Date.now() + this.#options.limitMs
    for (;;) {
      const answer = await this.#once(command, data, deadline)
      if (answer.command === command) return answer.data
      const error = answer.command === CTAPHID.error ? (answer.data[0] ?? CTAPHID_ERROR.other) : CTAPHID_ERROR.other
      if (error !== CTAPHID_ERROR.busy || Date.now() >= deadline) throw errorFailure(error, this.#options.address)
      await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE_MS))
    }
  }

  async resynchronize(): Promise<void> {
    const again = (channel: number): Promise<InitAnswer> =>
      initialize(this.#pipe, this.#options, channel, this.#options.random(NONCE_BYTES))
    const { channel } = await again(this.#channel).catch((error: unknown) => {
      if (error instanceof WireFailure && error.code === 'cardReset') return again(BROADCAST)
      throw error
    })
    this.#channel = channel
  }

  async #once(command: number, data: Uint8Array, deadline: number): Promise<{ command: number; data: Uint8Array }> {
    const { address } = this.#options
    const channel = this.#channel
    try {
      await send(this.#pipe, channel, command, data)
      const at = { channel, deadline, address }
      // The answer to an INIT that was given up says nothing about this command.
      for (;;) {
        const answer = await receive(this.#pipe, at)
        if (answer.command !== CTAPHID.init || command === CTAPHID.init) return answer
      }
    } catch (error) {
      if (error instanceof WireFailure && error.code === 'timeout') await this.#giveUp()
      if (error instanceof WireFailure && error.code === 'protocol') await this.resynchronize().catch(() => undefined)
      throw error
    }
  }

  /** So that the token stops waiting for a touch; a token that is gone cannot be told. */
  async #giveUp(): Promise<void> {
    await send(this.#pipe, this.#channel, CTAPHID.cancel, NO_DATA).catch(() => undefined)
    await this.resynchronize().catch(() => undefined)
  }
}

async function initialize(
  pipe: HidPipe,
  options: CtaphidOptions,
  channel: number,
  nonce: Uint8Array,
): Promise<InitAnswer> {
  const { address, limitMs } = options
  const deadline = Date.now() + Math.min(limitMs, SILENCE_LIMIT_MS)
  for (;;) {
    await send(pipe, channel, CTAPHID.init, nonce)
    const answer = await initAnswer(pipe, { channel, deadline, address }, nonce)
    if (answer !== 'busy') return answer
    if (Date.now() >= deadline) throw errorFailure(CTAPHID_ERROR.busy, address)
    await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE_MS))
  }
}

async function initAnswer(pipe: HidPipe, at: Receiving, nonce: Uint8Array): Promise<InitAnswer | 'busy'> {
  for (;;) {
    const { command, data } = await receive(pipe, at)
    if (command === CTAPHID.error) {
      const error = data[0] ?? CTAPHID_ERROR.other
      if (error === CTAPHID_ERROR.busy) return 'busy'
      // On our own channel any other one speaks of what was under way before this INIT.
      if (at.channel === BROADCAST || error === CTAPHID_ERROR.channel) throw errorFailure(error, at.address)
    }
    // The broadcast channel is everybody's: another program's answer has another nonce.
    if (command === CTAPHID.init && equalConstantTime(data.subarray(0, NONCE_BYTES), nonce))
      return wholeInitAnswer(data, at.address)
  }
}

function wholeInitAnswer(data: Uint8Array, address: string): InitAnswer {
  try {
    return decodeInitAnswer(data)
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new WireFailure('protocol', `${address}: the token's answer to INIT is cut off: ${cause.message}`, { cause })
  }
}

async function send(pipe: HidPipe, channel: number, command: number, data: Uint8Array): Promise<void> {
  for (const report of encodeHidMessage({ channel, command, data })) await pipe.write(report)
}

interface Receiving {
  readonly channel: number
  readonly deadline: number
  readonly address: string
}

/** The next message on the channel that is no keep-alive. */
async function receive(pipe: HidPipe, at: Receiving): Promise<{ command: number; data: Uint8Array }> {
  let assembly: HidAssembly | undefined
  let silentUntil = Date.now() + SILENCE_LIMIT_MS
  for (;;) {
    // A bus full of other programs' reports, or a token that only says "still alive", must end as well.
    if (Date.now() >= at.deadline)
      throw new WireFailure('timeout', `${at.address}: no answer in time (is a touch wanted?)`)
    const report = await pipe.read(Math.max(0, Math.min(at.deadline, silentUntil) - Date.now()))
    if (report === undefined) throw new WireFailure('timeout', `${at.address}: the token gives no answer`)
    const decoded = decodeReport(report)
    if (decoded.channel !== at.channel) continue
    silentUntil = Date.now() + SILENCE_LIMIT_MS
    const state: Assembled =
      decoded.kind === 'init' ? (assembly = new HidAssembly(decoded)).state() : (assembly?.add(decoded) ?? STRAY)
    if (state.kind === 'wrong')
      throw new WireFailure('protocol', `${at.address}: reports of one message are out of order`)
    if (state.kind === 'message' && state.message.command !== CTAPHID.keepalive) return state.message
  }
}

/** A continuation of a message that was given up. */
const STRAY: Assembled = { kind: 'more' }

function errorFailure(error: number, address: string): WireFailure {
  const [code, what] = ERRORS.get(error) ?? ['unknown', `CTAPHID error 0x${error.toString(16).padStart(2, '0')}`]
  return new WireFailure(code, `${address}: ${what}`)
}

const ERRORS: ReadonlyMap<number, readonly [WireFailureCode, string]> = new Map([
  [CTAPHID_ERROR.command, ['protocol', 'the token does not know this command']],
  [CTAPHID_ERROR.parameter, ['protocol', 'the token refuses the parameters']],
  [CTAPHID_ERROR.length, ['tooLong', 'the token refuses the length']],
  [CTAPHID_ERROR.sequence, ['protocol', 'the token missed a report']],
  [CTAPHID_ERROR.timeout, ['timeout', 'the token waited too long for the rest of the message']],
  [CTAPHID_ERROR.busy, ['busy', 'another program is talking to the token']],
  [CTAPHID_ERROR.lockRequired, ['busy', 'another program has locked the token']],
  [CTAPHID_ERROR.channel, ['cardReset', 'the token has forgotten our channel']],
])
