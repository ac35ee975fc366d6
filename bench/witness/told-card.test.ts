import { describe, expect, it } from 'vitest'
import { cafeTickApplet } from '../../card-applets/cafe-tick/applet.ts'
import { createEmulatedCard } from '../../card-applets/emulated-card.ts'
import { openPgpApplet } from '../../card-applets/openpgp/openpgp-applet.ts'
import { openEmulated } from '../../reader/drivers/emulated.ts'
import { parseHex } from '../../src/bytes/hex.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from '../../src/card/cafe-tick/commands.ts'
import { commandFor } from '../../src/card/commands.ts'
import { selectApplet } from '../../src/card/select.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { decodeCommand, encodeCommand } from '../../src/iso7816/command-apdu.ts'
import type { LabEvent } from './event.ts'
import { toldCard, type ToldCard } from './told-card.ts'
import { memoryTeller } from './told-memory.ts'
import { toldPort } from './told-port.ts'
import { createWitness } from './witness.ts'

const PIN = '3133333731337377'
const verify = parseHex(`0020008108${PIN}`)

function watchedCard() {
  const events: LabEvent[] = []
  const lane = createWitness(
    () => 0n,
    (event) => events.push(event),
  ).lane('card')
  const applets = [cafeTickApplet(), openPgpApplet()]
  let card: ToldCard | undefined
  const isAnswering = (): boolean => card?.isAnswering() === true
  const chip = createEmulatedCard({
    applets,
    crypto: nodeCrypto('p256'),
    random: seededRandom(1),
    watchProgram: memoryTeller(lane, { applets, isAnswering }),
  })
  card = toldCard(openEmulated(chip), lane, () => 0n)
  events.length = 0
  return { events, card, lane, chip }
}

const kinds = (events: readonly LabEvent[]) => events.map(({ kind }) => kind)

describe('a card that is told of', () => {
  it('answers as it does untold, and every command is closed by its answer', async () => {
    const { events, card } = watchedCard()
    await selectApplet(card, CAFE_TICK_AID)
    const { sw } = await card.transmit(commandFor(CAFE_TICK_COMMANDS.readStatus, {}))
    expect(sw).toBe(0x6a88)
    expect(kinds(events)).toEqual(['command', 'response', 'command', 'response'])
    expect(events.at(-2)).toMatchObject({ applet: 'cafe-tick', says: expect.stringContaining('GET DATA (status)') })
  })

  it('never shows a PIN, whichever applet it is for, and not where it is too long or cut short', async () => {
    const { events, card } = watchedCard()
    await card.transmit(decodeCommand(verify)) // nothing is selected
    await selectApplet(card, CAFE_TICK_AID)
    await card.transmit(decodeCommand(verify))
    await card.transmit(decodeCommand(parseHex(`0020008107${PIN.slice(0, 14)}`)))
    await card.transmit(decodeCommand(parseHex(`0024008110${PIN}${PIN}`)))
    await card.transmit(decodeCommand(parseHex(`8099000008${PIN}`))) // no command of this applet
    const told = JSON.stringify(events)
    expect(told).not.toContain(PIN.slice(0, 12))
    expect(told.match(/\*{14,}/g)?.length).toBe(5)
  })

  it('tells of a reset', async () => {
    const { events, card } = watchedCard()
    await card.reset()
    expect(events).toMatchObject([{ kind: 'power', state: 'on' }])
  })

  it('tells of silence where the wire breaks, and closes its span', async () => {
    const { events, card, chip } = watchedCard()
    chip.faults.remove()
    await expect(card.transmit(decodeCommand(verify))).rejects.toThrow('the emulated card was pulled out')
    expect(events).toMatchObject([{ kind: 'command' }, { kind: 'silence', code: 'cardRemoved', span: 1 }])
  })
})

describe('its memory', () => {
  it('shows no byte of a cell that is not declared as shown', async () => {
    const { events, card } = watchedCard()
    await selectApplet(card, openPgpApplet().aid)
    await card.transmit(decodeCommand(parseHex('00200081083939393939393939')))
    const cells = events.filter((event) => event.kind === 'write' && event.role === 'cell')
    expect(cells.length).toBeGreaterThan(0)
    for (const cell of cells) expect(cell).toMatchObject({ after: expect.stringMatching(/^\**$/) })
  })
})

describe('a port that is told of', () => {
  it('tells of power, commands, and of bytes that are none by their header alone', () => {
    const events: LabEvent[] = []
    const lane = createWitness(
      () => 0n,
      (event) => events.push(event),
    ).lane('card')
    const chip = createEmulatedCard({
      applets: [cafeTickApplet()],
      crypto: nodeCrypto('p256'),
      random: seededRandom(1),
    })
    const port = toldPort(chip, lane, () => 0n)
    port.powerOn()
    port.exchange(encodeCommand(commandFor(CAFE_TICK_COMMANDS.readStatus, {})))
    port.exchange(parseHex(`00200081ff${PIN}`)) // a length that is a lie
    port.exchange(new Uint8Array(0))
    port.powerOff()
    expect(() => port.exchange(verify)).toThrow('the emulated card has no power')
    expect(kinds(events)).toEqual([
      'power',
      'command',
      'response',
      'command',
      'response',
      'command',
      'response',
      'power',
      'command',
      'silence',
    ])
    expect(JSON.stringify(events)).not.toContain(PIN.slice(0, 12))
  })
})
