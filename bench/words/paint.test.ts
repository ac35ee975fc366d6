import { expect, it } from 'vitest'
import { COLOURS, harmless, NO_PAINT, paintedByLine, unpainted } from './paint.ts'

const ODD = '\u{fffd}'

it('makes colours of what is painted here, and of nothing that comes from elsewhere', () => {
  expect(harmless(COLOURS.good('ok'))).toBe('\u001b[32mok\u001b[39m')
  const foreign = '\u001b[32mok\u001b[39m'
  expect(harmless(foreign)).toBe(`${ODD}[32mok${ODD}[39m`)
  expect(harmless(COLOURS.bad(foreign))).toBe(`\u001b[31m${ODD}[32mok${ODD}[39m\u001b[39m`)
  expect(harmless('\u001b0123456789abcdef[32mok')).toBe(`${ODD}0123456789abcdef[32mok`)
})

it('paints nothing where there are no colours, and nothing that is empty', () => {
  for (const paint of Object.values(NO_PAINT)) expect(paint('text')).toBe('text')
  for (const paint of Object.values(COLOURS)) {
    expect(unpainted(paint('text'))).toBe('text')
    expect(paint('')).toBe('')
  }
})

it('paints each line of its own', () => {
  const [first = '', second = ''] = paintedByLine(COLOURS.bad('one\ntwo').split('\n'))
  expect([harmless(first), harmless(second)]).toEqual(['\u001b[31mone\u001b[39m', '\u001b[31mtwo\u001b[39m'])
})
