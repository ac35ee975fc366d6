// From `--reader` to a card that somebody talks to by hand, whichever driver it takes.

import { parseAddress } from '../../reader/address.ts'
import { openEmulated } from '../../reader/drivers/emulated.ts'
import { openReader, type OpenedReader } from '../../reader/open.ts'
import { PURSE_AID } from '../../src/card/purse-commands.ts'
import type { ModelledClock } from '../../card-applets/time/modelled-clock.ts'
import { UserError } from './exit.ts'
import { freshBytes, shownCard } from './shown-card.ts'

export const READER_FORMS = 'auto, emulated:[PROFILE], pcsc:[NAME], hid:[VID:PID], vpicc:PORT or replay:FILE'

export interface OpenedForTalk extends OpenedReader {
  /** Modelled time since it was last asked; undefined where nothing is modelled. */
  readonly lapNs: () => number | undefined
}

/**
 * Opens, works, closes; an error of the work wins over one of closing. `say` takes lines for standard error: what was
 * taken and why. Throws `UserError`, `WireFailure` and what the work throws.
 */
export async function withCard<T>(
  reader: string,
  say: (line: string) => void,
  work: (opened: OpenedForTalk) => Promise<T>,
): Promise<T> {
  const opened = await openForTalk(reader, say)
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

async function openForTalk(reader: string, say: (line: string) => void): Promise<OpenedForTalk> {
  const address = parseAddress(reader)
  if (address.kind === 'wrong') throw new UserError(`--reader ${reader}: ${address.why}`)
  if (address.kind === 'vpicc') say(`reader     waiting for a virtual card to connect to 127.0.0.1:${address.port}`)
  let clock: ModelledClock | undefined
  const emulated = (profile: string | undefined) => {
    const shown = shownCard('p256', profile)
    clock = shown.clock
    return openEmulated(shown.card, profile)
  }
  const opened = await openReader(address, { aid: PURSE_AID.bytes, emulated, random: freshBytes })
  say(`reader     ${opened.line}`)
  let before = clock?.nowNs() ?? 0
  return {
    ...opened,
    lapNs: () => {
      if (clock === undefined) return undefined
      const now = clock.nowNs()
      const lap = now - before
      before = now
      return lap
    },
  }
}
