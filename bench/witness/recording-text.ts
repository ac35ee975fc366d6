// A repeated recording as it is printed: each exchange decoded, a difference with its file and line.

import { decodeResponse } from '../../src/iso7816/response-apdu.ts'
import { patternBytes } from '../../reader/recording/hex-pattern.ts'
import type { Repeated } from '../../reader/recording/repeat.ts'
import { readStatusWord } from '../../src/iso7816/status-word.ts'
import { formatNs } from '../words/format.ts'
import { describeCommand, describeStatus } from './explain.ts'
import { appletNamed, type KnownApplet } from './known-applets.ts'

/** Remembers which applet is selected, as a conversation does. */
export class RecordingText {
  readonly #file: string
  #selected: KnownApplet | undefined

  constructor(file: string) {
    this.#file = file
  }

  /** `live`: a card answered, so that there are two answers and two times. */
  exchange(repeated: Repeated, live: boolean): string {
    const { step, command, recorded, answered, same, elapsedNs } = repeated
    const selected = this.#selected
    const says = recorded.startsWith('!') ? recorded : this.#meaning(repeated)
    const times = `recorded ${formatNs(step.elapsedNs)}${live ? `, measured ${formatNs(elapsedNs)}` : ''}`
    const lines = [
      `> ${step.command}`,
      `  ${describeCommand(command, selected)}`,
      `< ${recorded}`,
      `  ${says}, ${times}`,
    ]
    return same
      ? lines.join('\n')
      : [...lines, `! ${this.#file}:${step.line}: recorded ${recorded}, now ${answered}`].join('\n')
  }

  #meaning({ command, recorded }: Repeated): string {
    const response = decodeResponse(patternBytes(recorded))
    const text = describeStatus(response, command, this.#selected)
    const { kind } = readStatusWord(response.sw)
    const done = kind === 'ok' || kind === 'moreAvailable' || kind === 'warning'
    if (command.ins === 0xa4 && command.p1 === 0x04 && done) this.#selected = appletNamed(command.data)
    return text
  }
}
