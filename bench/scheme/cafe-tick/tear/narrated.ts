// A purse card whose conversation is told in words, a line a step: for demonstrations.

import type { OpenCard } from '../../../../src/card/channel.ts'
import { CAFE_TICK_COMMANDS } from '../../../../src/card/cafe-tick/commands.ts'
import { WireFailure } from '../../../../src/card/wire-failure.ts'
import type { CommandApdu } from '../../../../src/iso7816/command-apdu.ts'
import { printStatusWord } from '../../../../src/iso7816/status-word.ts'

/** `lost` marks the step at which the card fell silent. */
export function narrated(card: OpenCard, tell: (line: string, lost: boolean) => void): OpenCard {
  return {
    facts: card.facts,
    async transmit(command) {
      const name = nameOf(command)
      try {
        const response = await card.transmit(command)
        tell(`${name} → ${printStatusWord(response.sw)}`, false)
        return response
      } catch (error) {
        tell(`${name} → no answer`, error instanceof WireFailure)
        throw error
      }
    },
    async reset() {
      await card.reset()
      tell('power on', false)
    },
    close: () => card.close(),
  }
}

function nameOf({ ins, p1 }: CommandApdu): string {
  if (ins === SELECT) return 'SELECT'
  const command = Object.values(CAFE_TICK_COMMANDS).find((each) => each.ins === ins && each.p1 === p1)
  return command?.name ?? `INS ${ins.toString(16).toUpperCase().padStart(2, '0')}`
}

const SELECT = 0xa4
