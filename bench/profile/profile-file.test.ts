import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CARD_PROFILES } from '../../card-applets/time/card-profiles.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { parseProfile, printProfile } from './profile-file.ts'

it.each(CARD_PROFILES)('$name is read as it was written', (profile) => {
  expect(parseProfile(printProfile(profile))).toEqual(profile)
})

const wire = { kind: 'none' }
const good = { name: 'mine', title: 'Mine', source: 'me', figures: {}, wires: { none: wire } }
const figure = { bytes: 16, ns: 1, quality: 'ok' }
const two = [
  { bytes: 2, ns: 1 },
  { bytes: 1, ns: 1 },
]

describe('a file that is no profile', () => {
  it.each([
    ['profile.name', { ...good, name: '../../etc/passwd' }],
    ['profile.title', { ...good, title: 7 }],
    ['profile.wires', { ...good, wires: {} }],
    ['profile.wires.none.kind', { ...good, wires: { none: { kind: 'telepathy' } } }],
    ['profile.wires.none.kbitPerSecond', { ...good, wires: { none: { kind: 'contactless', kbitPerSecond: 107 } } }],
    ['profile.wires.none.commands', { ...good, wires: { none: { kind: 'measured', commands: two, answers: two } } }],
    ['profile.figures.telepathy', { ...good, figures: { telepathy: [figure] } }],
    ['profile.figures.sha256', { ...good, figures: { sha256: [] } }],
    ['profile.figures.sha256', { ...good, figures: { sha256: [figure, figure] } }],
    ['profile.figures.sha256[0].ns', { ...good, figures: { sha256: [{ ...figure, ns: -1 }] } }],
    ['profile.figures.sha256[0].quality', { ...good, figures: { sha256: [{ ...figure, quality: 'great' }] } }],
    ['profile.commitCapacity', { ...good, commitCapacity: 0 }],
  ])('names %s', (path, profile) => {
    const text = JSON.stringify({ schema: 'tickbench.profile/1', profile })
    expect(() => parseProfile(text)).toThrow(DecodeError)
    expect(() => parseProfile(text)).toThrow(path)
  })

  it('is refused with a DecodeError whatever it holds', () => {
    fc.assert(
      fc.property(fc.json(), fc.jsonValue(), (text, profile) => {
        expect(() => parseProfile(text)).toThrow(DecodeError)
        expect(() => parseProfile(JSON.stringify({ schema: 'tickbench.profile/1', profile }))).toThrow(DecodeError)
      }),
    )
  })
})
