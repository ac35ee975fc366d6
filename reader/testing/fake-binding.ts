// A PC/SC binding for tests: the test says which readers there are, and what a card answers.

import { WireFailure } from '../../src/card/wire-failure.ts'
import type { BindingEvent, PcscBinding, PcscConnection } from '../drivers/pcsc/binding.ts'

export interface FakeBinding extends PcscBinding {
  readonly log: string[]
  tell(event: BindingEvent): void
}

export interface FakeCard {
  readonly protocol?: number
  readonly transactions?: boolean
  /** Called for every command with its bytes and the room for the answer. */
  readonly answer?: (command: Uint8Array, room: number) => Promise<Uint8Array>
}

/** One reader named `R` with a card, unless the test tells otherwise. */
export function fakeBinding(card: FakeCard = {}): FakeBinding {
  const log: string[] = []
  let listener: ((event: BindingEvent) => void) | undefined
  const connection: PcscConnection = {
    protocol: card.protocol ?? 2,
    transmit: card.answer ?? (async () => Uint8Array.of(0x90, 0x00)),
    control: async (code) => Uint8Array.of(code),
    async reconnect(initialization) {
      log.push(`reconnect ${initialization}`)
      return card.protocol ?? 2
    },
    begin:
      card.transactions === true
        ? async () => {
            log.push('begin')
            return async () => void log.push('end')
          }
        : undefined,
    disconnect: async (disposition) => void log.push(`disconnect ${disposition}`),
  }
  return {
    name: 'fake',
    log,
    tell: (event) => listener?.(event),
    start(tell) {
      listener = tell
      tell({ kind: 'state', reader: 'R', state: 0x20, atr: Uint8Array.of(0x3b, 0) })
    },
    async connect(reader, share, protocols) {
      log.push(`connect ${reader} ${share} ${protocols}`)
      if (reader === 'taken') throw new WireFailure('sharing', 'taken')
      return connection
    },
    stop: () => void log.push('stop'),
  }
}
