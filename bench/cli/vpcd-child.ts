// The program of the process that is the card of `serve --vpcd`; started by vpcd-process.ts with a connection to the
// virtual reader as its standard input, which the system lets it wait in. Its one message is the task.

import { writeSync } from 'node:fs'
import { explainSlowWire } from '../../reader/framing/slow-wire.ts'
import { wrongProtocol } from '../../reader/serve/vpcd.ts'
import { serveVpcdAlone } from '../../reader/serve/vpcd-alone.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { hostClock } from '../measure/latency.ts'
import { tieToParent } from '../run/tied-child.ts'
import { harmless } from '../words/paint.ts'
import { vpcdCard, type VpcdTask } from './vpcd-card.ts'

/** The reader is gone; `broken` says what it sent wrong. */
export interface FromVpcdChild {
  readonly broken?: string
}

const [INPUT, ERRORS] = [0, 2]

tieToParent()
// A terminal interrupts all of its processes at once; the one that talks to the user ends this one.
process.on('SIGINT', () => undefined)
process.on('message', (task: VpcdTask) => {
  const port = vpcdCard(task, (text) => void writeSync(ERRORS, harmless(text)))
  process.send?.(served(), () => process.exit())

  function served(): FromVpcdChild {
    try {
      serveVpcdAlone(INPUT, port, {
        clock: hostClock,
        onSlowWire: (slow) => void writeSync(ERRORS, `${explainSlowWire(slow)}\n`),
      })
      return {}
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      return { broken: wrongProtocol(task.address, error).message }
    }
  }
})
