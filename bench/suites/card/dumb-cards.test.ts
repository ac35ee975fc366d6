// Cards that have none of our applets, or that answer the same whatever they are asked: what nearly all cards answer is
// measured, and the rest costs a line each with its reason.

import { describe, expect, it } from 'vitest'
import { echoPort } from '../../../reader/testing/echo-port.ts'
import { freePort } from '../../../reader/testing/free-port.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import type { CardPort } from '../../../src/card/port.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import type { BenchDocument } from '../../measure/result.ts'
import { plugIn } from '../../cli/testing/plug-in.ts'
import { measureHere } from '../testing/measure-here.ts'
import { cardSuite } from './card.ts'
import { singleSource } from './cards.ts'
import { ABSENT_AID, COMMON_OPERATIONS } from './common-operations.ts'
import type { Place } from './place.ts'
import { surveyOf } from './survey.ts'

const COMMON = COMMON_OPERATIONS.map(({ name }) => name)

function answering(exchange: CardPort['exchange']): CardPort {
  return { ...echoPort(), exchange }
}

async function measured(card: CardPort, mayChange: boolean): Promise<BenchDocument> {
  const port = await freePort()
  const request = { reader: `vpicc:${port}`, suite: 'p256', mayChange } as const
  const running = measureHere(cardSuite, { seed: 1, effort: 'quick', card: request })
  const plugged = await plugIn(port, card)
  try {
    return await running
  } finally {
    await plugged.unplug()
  }
}

const words = ['9000', '6100', '6110', '6C00', '6C10', '6F00', '6D00', '6A82', '6E00', '6999', '63C3', '6700', '0000']
const longer = ['01029000', '6F84FFFFFFFF019000', `${'77'.repeat(300)}9000`, '4F02AABB6310', '55'.repeat(254) + '6100']

describe.each([...words, ...longer])('a card that answers %s to everything', (hex) => {
  const answer = Uint8Array.from(Buffer.from(hex, 'hex'))

  it.each([true, false])('is measured as any card is, with consent: %s', async (mayChange) => {
    const { results, notes } = await measured(
      answering(() => answer),
      mayChange,
    )
    expect(results.map(({ name }) => name)).toEqual(COMMON)
    expect(notes.join('\n')).toContain(`GET CHALLENGE ${hex.slice(-4)}; `)
    expect(notes.filter((note) => note.startsWith('not measured')).length).toBeGreaterThan(0)
  })
})

it.each(['', '90'])('measures the reset of a card whose answers are no answers: %j', async (hex) => {
  const { results, notes } = await measured(
    answering(() => Uint8Array.from(Buffer.from(hex, 'hex'))),
    false,
  )
  expect(results.map(({ name }) => name)).toEqual(['reset'])
  expect(notes.join('\n')).toContain('what came back is no response')
})

it('leaves out what is answered otherwise each time, and keeps the rest', async () => {
  let turn = 0
  const card = answering((command) =>
    command[1] === 0x84 ? Uint8Array.of(0x6c, 1 + (turn++ % 2)) : Uint8Array.of(0x6d, 0),
  )
  const { results, notes } = await measured(card, false)
  expect(results.map(({ name }) => name)).toEqual(COMMON.filter((name) => name !== 'GET CHALLENGE'))
  expect(notes).toContain('not measured, its answer is not the same each time: GET CHALLENGE')
})

it('leaves out what a card ceases to answer in the middle of the run', async () => {
  let challenges = 0
  const card = answering((command) =>
    command[1] === 0x84 && ++challenges > 9 ? Uint8Array.of(0x69, 0x85) : Uint8Array.of(0x6d, 0),
  )
  const { results, notes } = await measured(card, false)
  expect(results.map(({ name }) => name)).toEqual(COMMON.filter((name) => name !== 'GET CHALLENGE'))
  expect(notes).toContain('not measured to the end, its answer is not the same each time: GET CHALLENGE')
})

describe('a card that is mute', () => {
  it.each([0x84, 0xa4, 0xca])('on one command (%i) costs the operations with it', async (mute) => {
    const { repeated, notes } = await surveyOf(placeOf(muteOn((ins) => ins === mute)), { mayChange: true })
    expect(repeated).toHaveLength(COMMON.length - 1)
    expect(notes.join('\n')).toContain('not measured, the card gave no answer in time: ')
  })

  it('on every command breaks the wire', async () => {
    const all = surveyOf(placeOf(muteOn(() => true)), { mayChange: true })
    await expect(all).rejects.toMatchObject({ code: 'timeout' })
  })
})

describe('a card that takes the names of applets and answers junk', () => {
  const random = seededRandom(1, 'junk')
  const endings = ['9000', '9000', '9000', '6A88', '6985', '6110', '6C20', '63C2', '6283']
  const junk = (): string => {
    const [length = 0, ending = 0, tag = 0] = random(3)
    const data = Buffer.from(random(length % 120))
    if (tag % 3 === 0 && data.length > 2) data.set([0x70 + (tag % 16), data.length - 2])
    return data.toString('hex') + (endings[ending % endings.length] ?? '')
  }

  it.each(Array.from({ length: 60 }, (_, at) => at))('(%i) ends in no fault of ours', async () => {
    const answers = new Map<string, Uint8Array>()
    const isConstant = (random(1)[0] ?? 0) % 2 === 0
    const card = openEmulated(
      answering((command) => {
        if (command[1] === 0xa4) return Uint8Array.of(...(isAbsent(command) ? [0x6a, 0x82] : [0x90, 0]))
        const asked = isConstant ? Buffer.from(command).toString('hex') : `${answers.size}`
        const answer = answers.get(asked) ?? Uint8Array.from(Buffer.from(junk(), 'hex'))
        answers.set(asked, answer)
        return answer
      }),
    )
    await surveyOf(placeOf(card), { mayChange: true })
  })
})

function muteOn(isMute: (ins: number) => boolean): OpenCard {
  const card = openEmulated(answering(() => Uint8Array.of(0x6d, 0)))
  return {
    ...card,
    transmit: (command) =>
      isMute(command.ins) ? Promise.reject(new WireFailure('timeout', 'no answer')) : card.transmit(command),
  }
}

function placeOf(card: OpenCard): Place {
  const pins = { piv: '123456', openpgp: '123456' }
  const terms = { suite: 'p256', seed: 1, pins, say: () => undefined, pause: () => Promise.resolve() } as const
  const source = singleSource(card, terms)
  return { source, isReal: true, line: 'a card', facts: {}, close: () => Promise.resolve() }
}

function isAbsent(command: Uint8Array): boolean {
  return Buffer.from(command).includes(Buffer.from(ABSENT_AID.bytes))
}
