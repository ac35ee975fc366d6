// From `--reader` to a card that somebody talks to by hand, whichever driver it takes.

import { parseAddress } from '../../reader/address.ts'
import { openReader, type OpenedReader } from '../../reader/open.ts'
import { CAFE_TICK_AID } from '../../src/card/cafe-tick/commands.ts'
import type { ModelledClock, TimeRange } from '../../card-applets/time/modelled-clock.ts'
import type { Protocol } from '../../card-applets/runtime/response-queue.ts'
import { hostClock } from '../measure/latency.ts'
import { toldCard } from '../witness/told-card.ts'
import type { Lane } from '../witness/witness.ts'
import { UserError } from './exit.ts'
import { freshBytes, fullCard } from './full-card.ts'

export const READER_FORMS = 'auto, emulated:[PROFILE], pcsc:[NAME], hid:[VID:PID], vpicc:PORT or replay:FILE'

/** Which card, as the command line names it. */
export interface TalkRequest {
  readonly reader: string
  /** What the emulated card speaks, or a reader is asked for. */
  readonly protocol?: Protocol
  /** Told of everything that goes over the wire, and of what an emulated card writes. */
  readonly lane?: Lane | undefined
}

export interface OpenedForTalk extends OpenedReader {
  /** Modelled time since it was last asked; undefined where nothing is modelled. */
  readonly lap: () => TimeRange | undefined
}

/** Where a protocol can be chosen. */
const CHOOSING: ReadonlySet<string> = new Set(['auto', 'emulated', 'pcsc'])

/**
 * Opens, works, closes; an error of the work wins over one of closing. `say` takes lines for standard error: what was
 * taken and why. Throws `UserError`, `WireFailure` and what the work throws.
 */
export async function withCard<T>(
  request: TalkRequest,
  say: (line: string) => void,
  work: (opened: OpenedForTalk) => Promise<T>,
): Promise<T> {
  const opened = await openForTalk(request, say)
  let done: T
  try {
    done = await work(opened)
  } catch (error) {
    await opened.close().catch(() => undefined)
    throw error
  }
  await opened.close()
  return done
}

async function openForTalk(
  { reader, protocol, lane }: TalkRequest,
  say: (line: string) => void,
): Promise<OpenedForTalk> {
  const address = parseAddress(reader)
  if (address.kind === 'wrong') throw new UserError(`--reader ${reader}: ${address.why}`)
  if (protocol !== undefined && !CHOOSING.has(address.kind))
    throw new UserError(`--protocol ${protocol} does nothing with --reader ${reader}: the card has one, or none`)
  if (address.kind === 'vpicc') say(`reader     waiting for a virtual card to connect to 127.0.0.1:${address.port}`)
  let clock: ModelledClock | undefined
  let isTold = lane === undefined
  const emulated = (profile: string | undefined) => {
    const shown = fullCard('p256', { profile, protocol, lane })
    clock = shown.clock
    isTold = true
    return shown.open(profile)
  }
  const options = protocol === undefined ? {} : { protocol }
  const opened = await openReader(address, { aid: CAFE_TICK_AID.bytes, emulated, random: freshBytes, options })
  say(`reader     ${opened.line}`)
  let before = clock?.now() ?? { lowerNs: 0, upperNs: 0 }
  return {
    ...opened,
    card: isTold || lane === undefined ? opened.card : toldCard(opened.card, lane, hostClock),
    lap: () => {
      if (clock === undefined) return undefined
      const last = before
      before = clock.now()
      return { lowerNs: before.lowerNs - last.lowerNs, upperNs: before.upperNs - last.upperNs }
    },
  }
}
