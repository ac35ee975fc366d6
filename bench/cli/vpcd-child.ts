// The program of the process that is the card of `serve --vpcd`; started by vpcd-process.ts with a connection to the
// virtual reader as its standard input, which the system lets it wait in. Its one message is the task.

import { writeSync } from 'node:fs'
import { explainSlowWire } from '../../reader/framing/slow-wire.ts'
import { wrongProtocol, type VpcdAddress } from '../../reader/serve/vpcd.ts'
import { serveVpcdAlone } from '../../reader/serve/vpcd-alone.ts'
import type { Protocol } from '../../card-applets/runtime/response-queue.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { hostClock } from '../measure/latency.ts'
import { tieToParent } from '../run/tied-child.ts'
import { fullCard } from './full-card.ts'

export interface VpcdTask {
  readonly address: VpcdAddress
  readonly suite: SuiteName
  readonly protocol: Protocol | undefined
}

/** The reader is gone; `broken` says what it sent wrong. */
export interface FromVpcdChild {
  readonly broken?: string
}

const [INPUT, ERRORS] = [0, 2]

tieToParent()
// A terminal interrupts all of its processes at once; the one that talks to the user ends this one.
process.on('SIGINT', () => undefined)
process.on('message', ({ address, suite, protocol }: VpcdTask) => {
  const { card } = fullCard(suite, { protocol })
  process.send?.(served(), () => process.exit())

  function served(): FromVpcdChild {
    try {
      serveVpcdAlone(INPUT, card, {
        clock: hostClock,
        onSlowWire: (slow) => void writeSync(ERRORS, `${explainSlowWire(slow)}\n`),
      })
      return {}
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      return { broken: wrongProtocol(address, error).message }
    }
  }
})
