import { beforeEach, expect, it } from 'vitest'
import { StandIn } from '../../reader/serve/pcscd/service.ts'
import { fullCard } from './full-card.ts'
import { steer, type Steered } from './steer.ts'

let steered: Steered

beforeEach(() => {
  const standIn = new StandIn()
  const { card } = fullCard('p256')
  steered = { standIn, readers: [{ reader: standIn.attach('first', card), card }] }
})

const holdsCard = (): boolean => steered.standIn.slot('first')?.occupied === true

it('takes a card out and puts it back', () => {
  expect(steer(steered, 'insert')).toBe('a card is in first already')
  expect(steer(steered, 'remove')).toBe('removed from first')
  expect(holdsCard()).toBe(false)
  expect(steer(steered, 'remove')).toBe('no card was in first')
  expect(steer(steered, ' insert 0 ')).toBe('inserted into first')
  expect(holdsCard()).toBe(true)
})

it('lets as many exchanges fail as it was told', () => {
  expect(steer(steered, 'fault reset 2')).toBe('the next 2 exchanges: reset')
  const answers = [1, 2, 3].map(() => steered.standIn.takeFault('transmit'))
  expect(answers).toEqual(['reset', 'reset', undefined])
})

it.each(['', 'dance', 'fault', 'fault rust', 'fault reset -1', 'fault reset many', 'fault toString'])(
  'answers "%s" with what it takes',
  (line) => {
    expect(steer(steered, line)).toMatch(/^give remove \[N\]/)
    expect(steered.standIn.takeFault('transmit')).toBeUndefined()
  },
)

it('knows its readers', () => {
  expect(steer(steered, 'remove 1')).toBe('there is no reader 1: 0 to 0')
})
