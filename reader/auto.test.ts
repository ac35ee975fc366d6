import { describe, expect, it } from 'vitest'
import type { OpenCard } from '../src/card/channel.ts'
import { WireFailure, type WireFailureCode } from '../src/card/wire-failure.ts'
import { openAuto, type AutoChoice } from './auto.ts'
import { openEmulated } from './drivers/emulated.ts'
import type { ReaderDriver, ReaderState } from './reader.ts'
import { echoPort } from './testing/echo-port.ts'
import { scriptedChannel } from './testing/scripted-channel.ts'

const aid = Uint8Array.of(0xf0, 1, 2, 3, 4)

function slot(reader: string, card: ReaderState['card'] = 'present'): ReaderState {
  return { reader, card, taken: false, atr: new Uint8Array(0) }
}

/** Every slot holds a card that gives the same answer to anything. */
function driver(log: string[], states: readonly ReaderState[] | WireFailureCode, answer = '9000'): ReaderDriver {
  return {
    name: 'pcsc',
    async list() {
      if (typeof states === 'string') throw new WireFailure(states, 'as the test says')
      return states
    },
    async open(reader = ''): Promise<OpenCard> {
      const inner = openEmulated(echoPort())
      const channel = scriptedChannel(answer)
      return {
        ...inner,
        facts: { ...inner.facts, reader },
        transmit: (command) => channel.transmit(command),
        close: async () => void log.push(`close ${reader}`),
      }
    },
    close: async () => void log.push('close driver'),
  }
}

function choose(log: string[], states: readonly ReaderState[] | WireFailureCode, answer?: string): Promise<AutoChoice> {
  return openAuto({ aid, driver: driver(log, states, answer), emulated: () => openEmulated(echoPort(), 'fallback') })
}

describe('auto', () => {
  it('takes the first card that answers to the purse and closes the driver with it', async () => {
    const log: string[] = []
    const { card, line } = await choose(log, [slot('empty', 'absent'), slot('A'), slot('B')], '6f009000')
    await card.close()
    expect(line).toBe('card in A, which answers to the purse')
    expect(log).toEqual(['close A', 'close driver'])
  })

  it('tries every card, gives back those that are no purse and falls back', async () => {
    const log: string[] = []
    const { card, line } = await choose(log, [slot('A'), slot('B')], '6a82')
    expect(card.facts.address).toBe('emulated:fallback')
    expect(line).toContain('the card in A does not answer to f001020304')
    expect(log).toEqual(['close A', 'close B', 'close driver'])
  })

  it('takes a card whose SELECT announces more data', async () => {
    expect((await choose([], [slot('A')], '6110')).card.facts.reader).toBe('A')
  })

  it.each<[readonly ReaderState[] | WireFailureCode, string]>([
    ['noService', 'no PC/SC service here'],
    ['noLibrary', 'no PC/SC library here'],
    ['noRights', 'no rights to the PC/SC service'],
    ['timeout', 'the PC/SC service does not answer'],
    [[], 'no reader connected'],
    [[slot('A', 'absent'), slot('B', 'mute')], 'no card in the reader'],
  ])('falls back for %j', async (states, reason) => {
    const { card, line } = await choose([], states)
    expect(card.facts.address).toBe('emulated:fallback')
    expect(line).toBe(`emulated card (${reason}; see: tickbench doctor)`)
  })
})
