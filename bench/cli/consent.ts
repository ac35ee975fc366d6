// Real cards are only read unless their holder allows more.

import type { CardFacts } from '../../src/card/channel.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { instructionName, isSomebodys, leavesCardAsItWas } from '../witness/instructions.ts'
import { UserError } from './exit.ts'

/** Throws `UserError` with what would be sent. `where` begins the line, e.g. `talk.txt:9: `. */
export function refuseUnlessAllowed(facts: CardFacts, command: CommandApdu, allowed: boolean, where = ''): void {
  if (allowed || !isSomebodys(facts) || leavesCardAsItWas(command)) return
  throw new UserError(
    `${where}${instructionName(command)} may change this card or try a PIN: ` +
      'add --yes-change-this-card to send it, or use --reader emulated:',
  )
}
