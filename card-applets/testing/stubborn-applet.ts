// An applet that misbehaves on request, to see what the card makes of it.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import { parseAid, type Aid } from '../../src/iso7816/aid.ts'
import { responseApdu } from '../../src/iso7816/response-apdu.ts'
import type { Applet, AppletFactory, Selection } from '../applet.ts'

const STUBBORN_AID: Aid = parseAid('F0 7469636B 7374')

export interface StubbornOptions {
  readonly aid?: Aid
  readonly select?: () => Selection
  readonly multiselectable?: boolean
}

/** INS 12 throws, 14 throws a DecodeError, all others answer P1 P2 as status word with data beside it. */
export function stubbornApplet({ aid = STUBBORN_AID, select, multiselectable = false }: StubbornOptions = {}): {
  readonly factory: AppletFactory
  readonly events: string[]
} {
  const events: string[] = []
  const applet: Applet = {
    multiselectable,
    select({ channel }) {
      events.push(`select ${channel}`)
      return select?.() ?? { kind: 'selected' }
    },
    deselect({ channel }) {
      events.push(`deselect ${channel}`)
    },
    process({ ins, p1, p2 }, { channel }) {
      if (ins === 0x12) throw new Error('on purpose')
      if (ins === 0x14) throw new DecodeError('Payload', 'on purpose')
      events.push(`process ${channel}`)
      return responseApdu(Uint8Array.of(0xda, 0x7a), (p1 << 8) | p2)
    },
  }
  return { factory: { aid, install: () => applet }, events }
}
