// `--reader auto`: a real card that answers to the purse, else the emulated one, with one line that says which and why.
// With nothing there it decides in well under a second; a card that is there gets the time that a slow one needs.

import { printHex } from '../src/bytes/hex.ts'
import type { OpenCard } from '../src/card/channel.ts'
import { WireFailure, type WireFailureCode } from '../src/card/wire-failure.ts'
import { commandApdu, type CommandApdu } from '../src/iso7816/command-apdu.ts'
import { readStatusWord } from '../src/iso7816/status-word.ts'
import type { OpenOptions, ReaderDriver } from './reader.ts'
import { within } from './time-limit.ts'

export interface AutoOptions {
  /** The applet that makes a card usable here. */
  readonly aid: Uint8Array
  readonly driver: ReaderDriver
  readonly emulated: () => OpenCard | Promise<OpenCard>
  readonly open?: OpenOptions
}

export interface AutoChoice {
  /** Closing it closes its driver too. */
  readonly card: OpenCard
  /** For standard error, e.g. `emulated card (no PC/SC service here; see: tickbench doctor)`. */
  readonly line: string
}

const LIST_LIMIT_MS = 900
/** Power-up and SELECT of the slowest cards known take under two seconds. */
const CARD_LIMIT_MS = 5_000

/** Throws only what `emulated` throws. */
export async function openAuto(options: AutoOptions): Promise<AutoChoice> {
  const found = await findCard(options)
  if (typeof found !== 'string') {
    return {
      card: closingToo(found, options.driver),
      line: `card in ${found.facts.reader}, which answers to the purse`,
    }
  }
  await options.driver.close()
  return { card: await options.emulated(), line: `emulated card (${found}; see: tickbench doctor)` }
}

/** The card, or the reason why there is none. */
async function findCard(options: AutoOptions): Promise<OpenCard | string> {
  try {
    const states = await within(LIST_LIMIT_MS, 'PC/SC readers', options.driver.list())
    const candidates = states.filter((state) => state.card === 'present')
    if (candidates.length === 0) return states.length === 0 ? reasonFor('noReader') : reasonFor('noCard')
    const reasons: string[] = []
    for (const { reader } of candidates) {
      const tried = await tryCard(options, reader)
      if (typeof tried !== 'string') return tried
      reasons.push(tried)
    }
    return reasons.join('; ')
  } catch (error) {
    return error instanceof WireFailure ? reasonFor(error.code) : 'the PC/SC library failed'
  }
}

async function tryCard(options: AutoOptions, reader: string): Promise<OpenCard | string> {
  try {
    const card = await options.driver.open(reader, { limitMs: CARD_LIMIT_MS, ...options.open })
    const answer = await card.transmit(select(options.aid)).catch(() => undefined)
    const reading = answer === undefined ? undefined : readStatusWord(answer.sw)
    if (reading?.kind === 'ok' || reading?.kind === 'moreAvailable') return card
    await card.close()
    return `the card in ${reader} does not answer to ${printHex(options.aid)}`
  } catch (error) {
    const reason = error instanceof WireFailure ? reasonFor(error.code) : 'it failed'
    return `the card in ${reader} cannot be opened: ${reason}`
  }
}

/** SELECT by name, first occurrence, with its file control information (ISO 7816-4:2005, 7.1.1). */
function select(aid: Uint8Array): CommandApdu {
  return commandApdu({ cla: 0x00, ins: 0xa4, p1: 0x04, p2: 0x00, data: aid, ne: 256 })
}

function reasonFor(code: WireFailureCode): string {
  switch (code) {
    case 'noService':
      return 'no PC/SC service here'
    case 'noLibrary':
      return 'no PC/SC library here'
    case 'noRights':
      return 'no rights to the PC/SC service'
    case 'noReader':
    case 'readerGone':
      return 'no reader connected'
    case 'noCard':
    case 'cardRemoved':
      return 'no card in the reader'
    case 'sharing':
    case 'busy':
      return 'another program holds the card'
    case 'timeout':
      return 'the PC/SC service does not answer'
    default:
      return `PC/SC failed: ${code}`
  }
}

function closingToo(card: OpenCard, driver: ReaderDriver): OpenCard {
  return {
    facts: card.facts,
    transmit: (command) => card.transmit(command),
    reset: () => card.reset(),
    async close() {
      await card.close()
      await driver.close()
    },
  }
}
