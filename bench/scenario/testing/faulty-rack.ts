// Emulated cards whose conversation is disturbed once: at the n-th command after the card was personalised.

import { createEmulatedCard, type EmulatedCard } from '../../../card-applets/emulated-card.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import type { CardRack } from '../card-rack.ts'

/** `torn`: the power goes in the middle of the first memory write. */
export type Fault = 'answer lost' | 'reset before' | 'answer spoilt' | 'torn'

export interface FaultyRack {
  readonly rack: CardRack
  /** Commands after personalisation so far. */
  commands(): number
}

export function faultyRack(fault: Fault, at: number): FaultyRack {
  let commands = 0
  const next = (): boolean => {
    commands += 1
    return commands === at
  }
  return {
    commands: () => commands,
    rack: {
      description: 'one disturbed card for all buyers',
      oneEach: false,
      take({ applet, crypto, random, observers }) {
        const card = createEmulatedCard({ applets: [applet], crypto, random, ...observers })
        return disturbed(card, fault, next)
      },
    },
  }
}

function disturbed(card: EmulatedCard, fault: Fault, isNow: () => boolean): OpenCard {
  const open = openEmulated(card)
  let personalised = false
  return {
    ...open,
    async transmit(command) {
      const now = personalised && isNow()
      if (command.ins === PERSONALISE) personalised = true
      if (now) disturb(card, fault)
      try {
        return await open.transmit(command)
      } finally {
        if (now) card.faults.cutPowerAt(undefined)
      }
    },
  }
}

const PERSONALISE = 0xe2

function disturb(card: EmulatedCard, fault: Fault): void {
  switch (fault) {
    case 'answer lost':
      return card.faults.loseNextAnswer()
    case 'answer spoilt':
      return card.faults.corruptNext(Uint8Array.of(0, 0x40, 0x40))
    case 'torn':
      return card.faults.cutPowerAt({ write: 1, when: 'during' })
    case 'reset before':
      card.reset()
      throw new WireFailure('cardReset', 'another program has reset the card')
  }
}
