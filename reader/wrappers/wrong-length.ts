// Repeats a command once with the Ne that the card asks for by 6CXX (ISO 7816-4:2005, 5.1.3: the command was not
// carried out). Once only: a card that answers 6CXX again gets its answer passed on, or hosts and cards loop for ever.

import type { CardChannel } from '../../src/card/channel.ts'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { readStatusWord, SW } from '../../src/iso7816/status-word.ts'

/** Commands that expect no data are never repeated. */
export function wrongLength(channel: CardChannel): CardChannel {
  return {
    transmit: (command) =>
      channel.transmit(command).then((response) => {
        if (response.sw === SW.ok || command.ne === 0) return response
        const reading = readStatusWord(response.sw)
        if (reading.kind !== 'wrongLe') return response
        return channel.transmit(commandApdu({ ...command, ne: reading.ne }))
      }),
  }
}
