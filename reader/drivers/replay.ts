// `replay:FILE`: a recording as a card. The host must say exactly what was said then; where it does not, the failure names
// the file and the line. Secrets that were hidden match any bytes of their length.

import type { CardFacts, OpenCard } from '../../src/card/channel.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { encodeCommand, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { decodeResponse, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { printAddress } from '../address.ts'
import type { ClockNs } from '../clock.ts'
import { matches, patternBytes } from '../recording/hex-pattern.ts'
import { maskedCommand, secretsMask } from '../recording/mask.ts'
import type { Recording, Step } from '../recording/recording.ts'

export interface ReplayCard extends OpenCard {
  /** The time of the recording, which passes as it is played: what a timing wrapper reads here are the recorded times. */
  readonly clock: ClockNs
  /** `diverged` with file and line while a part is unplayed; undefined at the end. close() must not throw, so ask. */
  unplayed(): WireFailure | undefined
}

/** `file` is for messages. The facts are the recorded ones but for the address. */
export function openReplay(recording: Recording, file: string): ReplayCard {
  return new Replay(recording, file)
}

class Replay implements ReplayCard {
  readonly facts: CardFacts
  readonly clock: ClockNs = () => this.#nowNs
  readonly #file: string
  readonly #steps: readonly Step[]
  #next = 0
  #nowNs = 0n
  #closed = false

  constructor(recording: Recording, file: string) {
    this.facts = { ...recording.facts, address: printAddress({ kind: 'replay', file }), driver: 'replay' }
    this.#file = file
    this.#steps = recording.steps
  }

  async transmit(command: CommandApdu): Promise<ResponseApdu> {
    const bytes = encodeCommand(command)
    const said = this.#said(command)
    const step = this.#take(said)
    if (step.kind !== 'exchange') throw this.#diverged(step, said)
    if (!matches(step.command, bytes)) throw this.#diverged(step, said)
    this.#next++
    this.#nowNs += step.elapsedNs
    const { outcome } = step
    if (outcome.kind === 'response') return decodeResponse(patternBytes(outcome.response))
    throw new WireFailure(outcome.code, `${this.#file}:${step.line}: as recorded: ${outcome.message}`)
  }

  async reset(): Promise<void> {
    const step = this.#take('reset')
    if (step.kind !== 'reset') throw this.#diverged(step, 'reset')
    this.#next++
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  unplayed(): WireFailure | undefined {
    const step = this.#steps[this.#next]
    if (step === undefined) return undefined
    const left = this.#steps.length - this.#next
    return new WireFailure(
      'diverged',
      `${this.#file}:${step.line}: ${left} of ${this.#steps.length} steps were not played`,
    )
  }

  /** For messages, which reach logs and other recordings: what is hidden in the recording stays hidden here. */
  #said(command: CommandApdu): string {
    const step = this.#steps[this.#next]
    const hidden = step?.kind === 'exchange' && step.command.includes('*')
    return `sent ${maskedCommand(command, hidden ? () => true : secretsMask)}`
  }

  #take(said: string): Step {
    if (this.#closed) throw new WireFailure('closed', `${this.facts.address}: the recording is closed`)
    const step = this.#steps[this.#next]
    if (step === undefined) throw new WireFailure('diverged', `${this.#file}: the recording ends here; ${said}`)
    return step
  }

  #diverged(step: Step, said: string): WireFailure {
    const recorded = step.kind === 'reset' ? 'reset' : step.command
    return new WireFailure('diverged', `${this.#file}:${step.line}: recorded ${recorded}; ${said}`)
  }
}
