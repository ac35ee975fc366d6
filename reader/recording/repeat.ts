// A recorded conversation again, on any card: what was said then is said now, and each answer is compared with the one
// that was recorded. What differs is told with its line. Hidden bytes cannot be said again: nothing is made up for them.

import type { OpenCard } from '../../src/card/channel.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { decodeCommand, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { encodeResponse } from '../../src/iso7816/response-apdu.ts'
import { printHex } from '../../src/bytes/hex.ts'
import type { ClockNs } from '../clock.ts'
import { matches, patternBytes } from './hex-pattern.ts'
import type { Recording, Step } from './recording.ts'

export type ExchangeStep = Step & { readonly kind: 'exchange' }

export interface Repeated {
  readonly step: ExchangeStep
  readonly command: CommandApdu
  /** As it would stand in a recording: hex, or `! CODE`. */
  readonly recorded: string
  readonly answered: string
  readonly same: boolean
  readonly elapsedNs: number
}

/** How much of an answer has to be as it was: all of it, or its status word, since signatures and nonces are fresh. */
export type Comparison = 'answers' | 'statusWords'

export interface RepeatOptions {
  readonly clock: ClockNs
  readonly compare: Comparison
}

/** The first line of a command with hidden bytes. */
export function firstHidden({ steps }: Recording): number | undefined {
  return steps.find((step) => step.kind === 'exchange' && step.command.includes('*'))?.line
}

/** The commands with their lines. Throws `DecodeError` for one that is none. */
export function recordedCommands({ steps }: Recording): readonly { line: number; command: CommandApdu }[] {
  return steps
    .filter((step) => step.kind === 'exchange')
    .map(({ line, command }) => ({ line, command: decodeCommand(patternBytes(command)) }))
}

/**
 * Says everything in order, resets included. The caller decides whether to go on after a difference. A wire that breaks
 * as it did then is the same; breaking otherwise it throws, as does `reset`: `WireFailure`.
 */
export async function* repeatRecording(
  recording: Recording,
  card: OpenCard,
  options: RepeatOptions,
): AsyncGenerator<Repeated, void, undefined> {
  for (const step of recording.steps) {
    if (step.kind === 'reset') await card.reset()
    else yield await repeatExchange(step, card, options)
  }
}

async function repeatExchange(step: ExchangeStep, card: OpenCard, options: RepeatOptions): Promise<Repeated> {
  const command = decodeCommand(patternBytes(step.command))
  const { outcome } = step
  const recorded = outcome.kind === 'response' ? outcome.response : `! ${outcome.code}`
  const startNs = options.clock()
  const answered = await card.transmit(command).then(
    (response) => printHex(encodeResponse(response)),
    (error: unknown) => {
      if (error instanceof WireFailure && outcome.kind === 'failure' && error.code === outcome.code) return recorded
      throw error
    },
  )
  const elapsedNs = Number(options.clock() - startNs)
  return { step, command, recorded, answered, same: isSame(step, answered, options.compare), elapsedNs }
}

function isSame({ outcome }: ExchangeStep, answered: string, compare: Comparison): boolean {
  if (outcome.kind === 'failure') return answered.startsWith('!')
  if (answered.startsWith('!')) return false
  const [then, now] = [outcome.response, answered].map((hex) => (compare === 'answers' ? hex : hex.slice(-4)))
  return matches(
    then ?? '',
    Uint8Array.from((now ?? '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  )
}
