import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CARD_PROFILES } from '../../card-applets/time/card-profiles.ts'
import { contactlessWire } from '../../card-applets/time/wire.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { inventedDocument, inventedEnvironment, inventedResult } from '../measure/testing/documents.ts'
import { parseContribution, printContribution } from './contribution.ts'
import { parseProfile, printProfile } from './profile-file.ts'
import { profileOf } from './profile-of.ts'

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
    [
      'profile.wires.none.emptyCommandNs',
      { ...good, wires: { none: { ...contactlessWire(106), emptyCommandNs: '37 ms' } } },
    ],
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

describe('a contribution that somebody has tampered with', () => {
  const names = ['sha256 of 16 B', 'sha256 of 64 B', '0 B to the card', '16 B to the card', '16 B from the card']
  const results = names.map((name) => inventedResult({ name, doubts: [{ kind: 'drift', change: 0.1 }] }))
  const environment = { ...inventedEnvironment, facts: { driver: 'pcsc', reader: 'r'.repeat(5_000), ATR: '3b00' } }
  const given = printContribution({ document: inventedDocument(results, { suite: 'card', environment }), samples: [] })

  it('is refused, or makes a profile that can be read again', () => {
    fc.assert(
      fc.property(fc.nat(given.length - 1), fc.constantFrom('null', '-1', '"x"', '[]', '{}', '9', 'x'), (at, put) => {
        const text = given.slice(0, at) + put + given.slice(at + 1)
        const made = readOrRefused(text)
        if (made?.ok === true) expect(parseProfile(printProfile(made.value))).toEqual(made.value)
      }),
      { numRuns: 2_000 },
    )
  })

  it('keeps the first of two figures of one name', () => {
    const twice = inventedDocument([...results, ...results], { suite: 'card', environment })
    expect(profileOf(twice, 'mine')).toEqual(
      profileOf(inventedDocument(results, { suite: 'card', environment }), 'mine'),
    )
  })
})

it('is read by ids, which for operations of a card are the names that contributions have always had', () => {
  const names = ['sha256 of 16 B', 'sha256 of 64 B', '0 B to the card', '16 B to the card', '16 B from the card']
  const profileWith = (name: (id: string) => string) =>
    profileOf(
      inventedDocument(
        names.map((id) => inventedResult({ id, name: name(id) })),
        { suite: 'card' },
      ),
      'mine',
    )
  expect(profileWith((id) => `called otherwise: ${id}`)).toEqual(profileWith((id) => id))
  expect(profileWith((id) => id)).toMatchObject({
    ok: true,
    value: { figures: { sha256: [{ bytes: 16 }, { bytes: 64 }] } },
  })
})

/** Undefined where the text is refused as it should be. */
function readOrRefused(text: string): ReturnType<typeof profileOf> | undefined {
  try {
    return profileOf(parseContribution(text).document, 'mine')
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
