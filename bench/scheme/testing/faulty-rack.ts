// Emulated cards whose conversation is disturbed once: at the n-th command after the card was personalised, or a token has first signed. Some stand in a
// PC/SC service, which tells a reset or a removal until the terminal has connected again.

import { createEmulatedCard, type EmulatedCard } from '../../../card-applets/emulated-card.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { openInStandIn } from '../../../reader/testing/stand-in-card.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import type { CardRack } from '../contract/rack.ts'

/** `torn`: the power goes in the middle of the first memory write. */
type CardFault = 'answer lost' | 'reset before' | 'answer spoilt' | 'torn'
/** At T=0 also between a command and the GET RESPONSE that fetches its answer. */
type ServiceFault = 'reset at T=1' | 'reset at T=0' | 'removed'
export type Fault = CardFault | ServiceFault

export interface FaultyRack {
  readonly rack: CardRack
  /** Commands since then so far. */
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
        const protocol = fault === 'reset at T=0' ? 'T=0' : 'T=1'
        const card = createEmulatedCard({ applets: [applet], crypto, random, protocol, ...observers })
        if (!isServiceFault(fault)) return disturbed(openEmulated(card), next, () => disturb(card, fault), card)
        const { card: open, standIn } = openInStandIn(card)
        const does = fault === 'removed' ? 'removed' : 'reset'
        return disturbed(open, next, () => standIn.injectFault({ on: 'transmit', does }), card)
      },
    },
  }
}

function isServiceFault(fault: Fault): fault is ServiceFault {
  return fault === 'removed' || fault.startsWith('reset at')
}

function disturbed(open: OpenCard, isNow: () => boolean, disturb: () => void, card: EmulatedCard): OpenCard {
  let personalised = false
  return {
    ...open,
    async transmit(command) {
      const now = personalised && isNow()
      if (BEGINS.has(command.ins)) personalised = true
      if (now) disturb()
      try {
        return await open.transmit(command)
      } finally {
        if (now) card.faults.cutPowerAt(undefined)
      }
    },
  }
}

/** Personalising a card of ours, and the first signature of a PIV, OpenPGP or U2F token. */
const BEGINS: ReadonlySet<number> = new Set([0xe2, 0x87, 0x88, 0x2a, 0x02])

function disturb(card: EmulatedCard, fault: CardFault): void {
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
