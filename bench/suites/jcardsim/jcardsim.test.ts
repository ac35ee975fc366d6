import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parseHex, printHex } from '../../../src/bytes/hex.ts'
import { checkIds } from '../suite.ts'
import { cardHere, cardOverWire, cardThere } from './contestant.ts'
import { EXERCISES, type Exercise } from './exercise.ts'
import { findJava } from './java.ts'
import { exerciseExecutor, jcardsimCases } from './jcardsim.ts'
import { joinedCard, type JoinedCard } from './joined-card.ts'

const start = () => () => 3

describe('the cases', () => {
  it('compare the emulated card with jCardSim, in both ways and all exercises, and end with that', () => {
    const cases = jcardsimCases(['emulated card', 'jCardSim'])
    checkIds(cases)
    const answers = cases.flatMap(({ name, display: { answers = [] } }) => answers.map((peer) => [name, peer]))
    expect(answers).toHaveLength(8)
    expect(answers).toContainEqual(['tick through the wire, emulated card', 'tick through the wire, jCardSim'])
  })

  it('are those of the emulated card where no jCardSim can be had', () => {
    const cases = jcardsimCases(['emulated card'])
    checkIds(cases)
    expect(cases.map(({ target }) => target)).toEqual(Array.from({ length: 8 }, () => 'emulated card'))
  })

  it.each(EXERCISES)('are done on the card in this process: $name', async ({ name }) => {
    const executor = exerciseExecutor(() => Promise.resolve(cardHere(start)))
    const subject = await executor.open({
      name,
      scenario: name,
      target: 'emulated card',
      parameters: { way: 'in process' },
    })
    expect(await subject.operation(2)).toBe(name === 'tick' ? 6 : 3)
  })
})

describe('an exercise', () => {
  it('pays each tick of a chain that it opens, and nothing else in the time', async () => {
    const { card, run } = cardHere(start)
    const ticks = EXERCISES.find(({ name }) => name === 'tick')
    const exercises = [...((await (await ticks?.prepare(card))?.(2)) ?? [])]
    expect(exercises.map(({ timed, repeat }) => [timed.length, repeat])).toEqual([
      [64, 1],
      [64, 1],
    ])
    for (const exercise of exercises) await run(exercise)
    expect(() => run(exercises[0]!)).toThrow('refused')
  })

  it('is refused in what is timed as well as before it', () => {
    const { card, run } = cardHere(start)
    expect(card.facts.driver).toBe('emulated')
    const unknown = parseHex('80FF000000')
    expect(() => run({ before: [unknown], timed: [], repeat: 1 })).toThrow('refused: 6d00')
    expect(() => run({ before: [], timed: [unknown], repeat: 1 })).toThrow('refused: 6d00')
  })
})

const exercise: Exercise = { before: [Uint8Array.of(1, 2)], timed: [Uint8Array.of(3), Uint8Array.of(4)], repeat: 300 }

describe('a card in a JVM', () => {
  it('is sent a whole exercise, and says how long it took', async () => {
    const sent: string[] = []
    const joined = invented((frame) => (sent.push(printHex(frame)), parseHex('0000000100000002')))
    expect(await cardThere(joined).run(exercise)).toBe(2 ** 32 + 2)
    expect(sent).toEqual(['ff0000012c0001000201020002000103000104'])
  })

  it('may refuse', async () => {
    await expect(cardThere(invented(() => parseHex('6a82'))).run(exercise)).rejects.toThrow('refused: 6a82')
  })
})

it('a card at the other end of a socket is given its frames one by one, and the median stands for all', async () => {
  const sent: string[] = []
  const joined = invented((frame) => (sent.push(printHex(frame)), parseHex('9000')))
  const ns = await cardOverWire(joined).run({ ...exercise, repeat: 2 })
  expect(sent).toEqual(['0102', '03', '04', '03', '04'])
  expect(ns).toBeGreaterThan(0)
})

function invented(answer: (frame: Uint8Array) => Uint8Array): JoinedCard {
  const exchange = (frame: Uint8Array) => Promise.resolve(answer(frame))
  return {
    card: cardHere(start).card,
    exchange,
    async exchangeAll(frames, repeat, taken) {
      for (let turn = 0; turn < repeat; turn += 1) for (const frame of frames) taken(await exchange(frame))
    },
    close: () => Promise.resolve(),
  }
}

describe('a card that joins', () => {
  let joined: JoinedCard | undefined
  afterEach(() => joined?.close())

  /** Its ATR is 3B00 and it sends back what it is sent, 9000 behind it. */
  const CARD = `
    const { connect } = require('node:net')
    const [host, port] = process.argv[1].split(':')
    const socket = connect({ host, port })
    socket.on('data', (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const end = at + 2 + bytes.readUInt16BE(at)
        const frame = bytes.subarray(at + 2, end)
        const isControl = frame.length === 1
        const answer = isControl ? Buffer.from([0x3b, 0]) : Buffer.concat([frame, Buffer.from([0x90, 0])])
        if (!isControl || frame[0] === 4) socket.write(Buffer.concat([Buffer.from([0, answer.length]), answer]))
        at = end
      }
    })`

  it('is asked for its ATR, exchanges, and ends when it is closed', async () => {
    const answers: string[] = []
    joined = await joinedCard(process.execPath, (address) => ['-e', CARD, address])
    expect(printHex(joined.card.facts.atr)).toBe('3b00')
    await joined.exchangeAll([Uint8Array.of(1, 2), Uint8Array.of(3, 4)], 2, (answer) => answers.push(printHex(answer)))
    expect(answers).toEqual(['01029000', '03049000', '01029000', '03049000'])
    await joined.close()
    await expect(joined.exchange(Uint8Array.of(1, 2))).rejects.toThrow('left')
  })

  it('that ends before it has joined says why', async () => {
    const early = joinedCard(process.execPath, () => ['-e', 'console.error("no such applet"); process.exit(3)'])
    await expect(early).rejects.toThrow('a card ended before it had joined (3): no such applet')
  })
})

it('says in one line how jCardSim is to be had', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tickbench-'))
  const java = findJava(folder)
  rmSync(folder, { recursive: true })
  expect(java).toEqual({
    missing: expect.stringMatching(/^jCardSim is not measured: (no java|build the Java applets)/),
  })
})
