// An applet to copy: it counts visits, up to a limit that it is given once. Commands and status words are declared as
// values, so that terminal and applet read the same table; the count survives power loss, whole or not at all.

import type { AppletFactory, CardPlatform } from '../../../card-applets/applet.ts'
import { flag, u32 } from '../../../src/bytes/fields.ts'
import { layout, type Layout } from '../../../src/bytes/layout.ts'
import { answer, nothing, parserOf, type CardCommand, type StatusTable } from '../../../src/card/commands.ts'
import { parseAid, type Aid } from '../../../src/iso7816/aid.ts'
import { statusOnly } from '../../../src/iso7816/response-apdu.ts'
import { accept, refuse, type Done } from '../../../src/payment/outcome.ts'

/** "tick" and "visit" under F, the category that nobody owns. */
export const VISITS_AID: Aid = parseAid('F0 7469636B 7669736974')

export type VisitRefusal = 'limitReached'
const STATUSES: StatusTable<VisitRefusal> = {
  limitReached: { sw: 0x6985, meaning: 'all visits are used up' },
}

export interface Visits {
  readonly count: number
  readonly isLast: boolean
}

const visits: Layout<Visits> = layout<Visits>('Visits', {
  count: u32('visits so far'),
  isLast: flag('whether that was the last one'),
})

export const VISIT: CardCommand<Done, Visits, VisitRefusal> = {
  name: 'VISIT',
  cla: 0x80,
  ins: 0x20,
  p1: 0,
  p2: 0,
  meaning: 'counts one visit',
  request: nothing,
  response: visits,
  statuses: STATUSES,
  refusals: ['limitReached'],
}

/** `limit`: of visits, 1 and more. */
export function visitsApplet(limit: number): AppletFactory {
  return { aid: VISITS_AID, install: (platform) => install(platform, limit) }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset)
}

function install({ memory }: CardPlatform, limit: number) {
  const cell = memory.allocate('visits', 4)
  const parse = parserOf({ visit: VISIT })
  return {
    process(command: Parameters<typeof parse>[0]) {
      const parsed = parse(command)
      if (parsed.kind === 'none') return statusOnly(parsed.sw)
      const count = view(cell.read()).getUint32(0) + 1
      if (count > limit) return answer(VISIT, refuse('limitReached'))
      const next = new Uint8Array(4)
      view(next).setUint32(0, count)
      cell.write(next)
      return answer(VISIT, accept({ count, isLast: count === limit }))
    },
  }
}
