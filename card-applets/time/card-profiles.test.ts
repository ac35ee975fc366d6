import { expect, it } from 'vitest'
import { parseHex } from '../../src/bytes/hex.ts'
import { parseAtr } from '../../src/iso7816/atr.ts'
import { CARD_PROFILES, findCardProfile, findCardSetting } from './card-profiles.ts'
import { CARDS_BY_NXP } from './cards/nxp.ts'
import { CARDS_BY_OTHERS } from './cards/others.ts'

it.each([
  ['jcop4-j3r180', 'contact'],
  ['jcop4-j3r180:contactless-848', 'contactless'],
  ['ideal', 'none'],
])('%s has a wire of the kind %s', (text, kind) => {
  expect(findCardSetting(text)?.wire.kind).toBe(kind)
})

it.each(['', 'jcop9', 'ideal:contact', 'jcop4-j3r180:', 'ideal:toString', 'ideal:none:more'])(
  '"%s" is no setting',
  (text) => {
    expect(findCardSetting(text)).toBeUndefined()
  },
)

it('names every card once', () => {
  const names = CARD_PROFILES.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.every((name) => /^[a-z0-9-]+$/.test(name))).toBe(true)
})

it('has cards of eight families and two reference points', () => {
  const chips = new Set([...CARDS_BY_NXP, ...CARDS_BY_OTHERS].map(({ name }) => name.split('-')[0]))
  expect(chips.size).toBeGreaterThanOrEqual(8)
  expect(findCardProfile('ideal')).toBeDefined()
  expect(findCardProfile('workstation-1996')).toBeDefined()
})

it.each(CARD_PROFILES)('$name says where its figures are from and has a wire', ({ source, wires }) => {
  expect(source.length).toBeGreaterThan(10)
  expect(Object.keys(wires).length).toBeGreaterThan(0)
})

const atrs = [...CARDS_BY_NXP, ...CARDS_BY_OTHERS].flatMap(({ title, measured }) =>
  measured.map((setting) => ({ title, ...setting })),
)

it.each(atrs)('the ATR of $title parses and offers $protocol', ({ atr, protocol }) => {
  expect(parseAtr(parseHex(atr)).protocols).toContain(Number(protocol.slice(2)))
})
