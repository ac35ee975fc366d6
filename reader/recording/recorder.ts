// Writes a conversation down while it happens. Alters nothing of it; secrets are hidden before anything is written.

import type { OpenCard } from '../../src/card/channel.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { encodeResponse, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import type { ClockNs } from '../clock.ts'
import { hide, type HexPattern } from './hex-pattern.ts'
import { maskedCommand, secretAnswers, secretsMask, type Mask } from './mask.ts'
import { printFacts, printStep } from './recording.ts'

export interface RecorderOptions {
  readonly clock: ClockNs
  /** Takes whole lines, in order, as they happen. */
  readonly write: (lines: string) => void
  /** `secretsMask` unless given; one of one's own asks it too. */
  readonly mask?: Mask
  /** Milliseconds since 1970, where the recording shall tell its date. */
  readonly beganMs?: number
}

/**
 * Writes the facts at once. Whatever is nearer to the card than the recorder is recorded, so it belongs innermost.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { createEmulatedCard, echoApplet } from 'tickbench/card'
 * import { nodeCrypto, seededRandom } from 'tickbench/crypto'
 * import { commandApdu } from 'tickbench/iso7816'
 * import { hostClock } from 'tickbench/measure'
 * import { openEmulated, openReplay, parseRecording, recorded } from 'tickbench/reader'
 *
 * const chip = createEmulatedCard({ applets: [echoApplet()], crypto: nodeCrypto('p256'), random: seededRandom(1) })
 * let text = ''
 * const card = recorded(openEmulated(chip), { clock: hostClock, write: (lines) => (text += lines) })
 * const challenge = commandApdu({ cla: 0x00, ins: 0x84, ne: 8 })
 * const answer = await card.transmit(challenge)
 * const again = openReplay(parseRecording(text, 'talk.txt'), 'talk.txt') // a card that gives the answers it gave
 * assert.deepEqual(await again.transmit(challenge), answer)
 */
export function recorded(card: OpenCard, options: RecorderOptions): OpenCard {
  const { clock, write, mask = secretsMask } = options
  const answerPattern = answerPatterns()
  const began = clock()
  write(printFacts(card.facts, options.beganMs))
  return {
    facts: card.facts,
    async transmit(command) {
      const pattern = maskedCommand(command, mask)
      const start = clock()
      const since = { kind: 'exchange', line: 0, command: pattern, startNs: start - began } as const
      try {
        const response = await card.transmit(command)
        const elapsedNs = clock() - start
        const outcome = { kind: 'response', response: answerPattern(command, response) } as const
        write(printStep({ ...since, elapsedNs, outcome }))
        return response
      } catch (error) {
        const elapsedNs = clock() - start
        if (error instanceof WireFailure) {
          write(
            printStep({ ...since, elapsedNs, outcome: { kind: 'failure', code: error.code, message: error.message } }),
          )
        }
        throw error
      }
    },
    async reset() {
      const startNs = clock() - began
      await card.reset()
      write(printStep({ kind: 'reset', line: 0, startNs }))
    },
    close: () => card.close(),
  }
}

const GET_RESPONSE = 0xc0

/** GET RESPONSE fetches the rest of what was asked before it, and is as secret. */
function answerPatterns(): (command: CommandApdu, response: ResponseApdu) => HexPattern {
  let secret = false
  return (command, response) => {
    if (command.ins !== GET_RESPONSE) secret = secretAnswers(command)
    return hide(encodeResponse(response), secret ? [{ from: 0, to: response.data.length }] : [])
  }
}
