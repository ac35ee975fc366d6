// A card that joins a listening `--reader vpicc:PORT`.

import { plugIntoVpcd, type PluggedCard } from '../../../reader/serve/vpcd.ts'
import type { CardPort } from '../../../src/card/port.ts'

/** The listener needs a moment. */
export async function plugIn(port: number, card: CardPort): Promise<PluggedCard> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await plugIntoVpcd(card, { host: '127.0.0.1', port }, { clock: () => 0n })
    } catch (error) {
      if (tries === 3000) throw error
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}
