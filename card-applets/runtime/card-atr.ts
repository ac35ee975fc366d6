// The emulated card's answer to reset, for cards that do not imitate a real one.

import { buildAtr } from '../../src/iso7816/atr.ts'
import { encodeCardCapabilities } from '../../src/iso7816/historical-bytes.ts'
import { CHANNEL_COUNT } from './logical-channels.ts'
import type { Protocol } from './response-queue.ts'

/** Fi 372, Di 12: 129 kbit/s at 4 MHz, what most cards of JCAlgTest offer. */
const DEFAULT_TA1 = 0x18
/** The largest T=1 block. */
const IFSC = 254

/** Offers one protocol only, so that no reader has a choice to make, and says what the card can do (tag 73). */
export function emulatedAtr(protocol: Protocol, ta1: number = DEFAULT_TA1): Uint8Array {
  const historicalBytes = encodeCardCapabilities({
    selectsByFullName: true,
    selectsByPartialName: true,
    chaining: true,
    extendedLength: protocol === 'T=1',
    channels: CHANNEL_COUNT,
  })
  if (protocol === 'T=0') return buildAtr({ groups: [{ ta: ta1 }], historicalBytes })
  const groups = [{ ta: ta1 }, { protocol: 1 }, { protocol: 1, ta: IFSC }]
  return buildAtr({ groups, historicalBytes })
}
