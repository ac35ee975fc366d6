import { describe, expect, it } from 'vitest'
import { echoApplet } from '../echo/echo-applet.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import { poweredCard, send } from '../testing/powered-card.ts'
import { stubbornApplet } from '../testing/stubborn-applet.ts'
import { twoAccountsApplet } from '../testing/two-accounts-applet.ts'

const OPEN = '0070000001'
const SELECT_TWO = 'A4040008F07469636B74776F'
const SELECT_ECHO = 'A4040009F07469636B6563686F'

function card(): EmulatedCard {
  return poweredCard({ applets: [echoApplet(), twoAccountsApplet()] })
}

function answers(channels: EmulatedCard, ...commands: readonly string[]): readonly string[] {
  return commands.map((command) => send(channels, command))
}

describe('MANAGE CHANNEL', () => {
  it('opens three more channels, each with its number, and then no more', () => {
    expect(answers(card(), OPEN, OPEN, OPEN, OPEN)).toEqual(['019000', '029000', '039000', '6a81'])
  })

  it('opens the channel that the terminal names', () => {
    expect(answers(card(), '00700002', '0070000200', '82140000')).toEqual(['9000', '6985', '9000'])
  })

  it('closes a channel and gives its number again', () => {
    expect(answers(card(), OPEN, OPEN, '00708001', '81140000', OPEN)).toEqual([
      '019000',
      '029000',
      '9000',
      '6881',
      '019000',
    ])
  })

  it('closes the channel that it came on', () => {
    expect(answers(card(), OPEN, '01708000', '81140000')).toEqual(['019000', '9000', '6881'])
  })

  it.each([
    ['closing the basic channel', '00708000', '6a81'],
    ['closing a channel that is not open', '00708003', '6200'],
    ['a channel beyond the fourth', '00700004', '6a81'],
    ['another P1', '00704000', '6a86'],
    ['data', '0070000001AA', '6700'],
  ])('refuses %s', (_, command, answer) => {
    expect(send(card(), command)).toBe(answer)
  })

  it('starts a new channel with the applet of the channel it was asked on', () => {
    expect(answers(card(), OPEN, `01${SELECT_ECHO}`, '0170000001', '8210000001AA00')).toEqual([
      '019000',
      '9000',
      '029000',
      'aa9000',
    ])
  })
})

describe('selection on channels', () => {
  it('is separate on each', () => {
    const channels = card()
    answers(channels, OPEN, `01${SELECT_TWO}`)
    expect(answers(channels, '8010000001AA00', '8122000000')).toEqual(['aa9000', '00009000'])
  })

  it('refuses an applet that is active elsewhere, unless it is multiselectable', () => {
    const channels = card()
    answers(channels, OPEN, `01${SELECT_TWO}`)
    expect(answers(channels, `00${SELECT_TWO}`, '8010000001AA00', `01${SELECT_ECHO}`)).toEqual([
      '6985',
      'aa9000',
      '9000',
    ])
  })

  it('clears the RAM of an applet when its channel is closed, and leaves the cleared-on-reset RAM', () => {
    const channels = card()
    answers(channels, OPEN, `01${SELECT_TWO}`, '81200708', '00708001', `00${SELECT_TWO}`)
    expect(send(channels, '8022000000')).toBe('07009000')
  })

  it('keeps the RAM of a multiselectable applet until its last channel leaves it', () => {
    const shared = twoAccountsApplet()
    const install: typeof shared.install = (platform) => ({ ...shared.install(platform), multiselectable: true })
    const channels = poweredCard({ applets: [{ ...shared, install }, echoApplet()] })
    answers(channels, OPEN, '80200708', '01708000')
    expect(send(channels, '8022000000')).toBe('07089000')
    answers(channels, `00${SELECT_ECHO}`, `00${SELECT_TWO}`)
    expect(send(channels, '8022000000')).toBe('07009000')
  })

  it('tells the applet its channel', () => {
    const { factory, events } = stubbornApplet({ multiselectable: true })
    const channels = poweredCard({ applets: [factory] })
    answers(channels, OPEN, '81109000', '01708000')
    expect(events).toEqual(['select 0', 'select 1', 'process 1', 'deselect 1'])
  })

  it('is only the basic one after reset', () => {
    const channels = card()
    send(channels, OPEN)
    channels.reset()
    expect(send(channels, '81140000')).toBe('6881')
  })
})

it('keeps a waiting answer for the channel that it belongs to', () => {
  const channels = card()
  expect(answers(channels, OPEN, '8110000001AA', '00C0000000')).toEqual(['019000', '6101', '6985'])
  expect(answers(channels, '8110000001AA', '01C0000000')).toEqual(['6101', 'aa9000'])
})
