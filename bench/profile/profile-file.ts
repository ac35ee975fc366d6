// A card profile as a file, schema `tickbench.profile/1`: what `profiles add` keeps and `--card-profile FILE.json` reads.
// The types are those of the emulated cards, which know no files: the compiler holds this schema against them.

import * as v from 'valibot'
import { CARD_OPERATIONS, type CardProfile } from '../../card-applets/time/card-profile.ts'
import { FIGURE_QUALITIES } from '../../card-applets/time/figures.ts'
import { checkJson, parseJson } from '../measure/json-document.ts'

const PROFILE_SCHEMA = 'tickbench.profile/1'

export function printProfile(profile: CardProfile): string {
  return `${JSON.stringify({ schema: PROFILE_SCHEMA, profile }, undefined, 2)}\n`
}

/** Throws `DecodeError`, naming the field. */
export function parseProfile(text: string): CardProfile {
  return parseJson(text, DOCUMENT).profile
}

/** What can be given to `--card-profile` without a slash, a dot or a colon in it. Throws `DecodeError`. */
export function checkName(value: string): string {
  return checkJson(value, NAME)
}

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest, `longer than ${longest} characters`))
const atLeast = (least: number) => v.pipe(v.number(), v.finite('not a number'), v.minValue(least, `below ${least}`))

const NAME = v.pipe(text(60), v.regex(/^[a-z0-9][a-z0-9-]*$/, 'not lower-case letters, digits and hyphens'))

function rises(list: readonly { readonly bytes?: number | undefined }[]): boolean {
  return list.every(({ bytes }, at) => at === 0 || (bytes ?? 0) > (list[at - 1]?.bytes ?? Infinity))
}

const FIGURES = v.pipe(
  v.array(
    v.object({
      bytes: v.optional(atLeast(0), () => undefined),
      ns: atLeast(0),
      quality: v.picklist(FIGURE_QUALITIES),
    }),
  ),
  v.nonEmpty('an empty list'),
  v.check((list) => rises(list), 'lengths do not rise'),
)

const READER = v.variant('kind', [
  v.object({ kind: v.literal('none') }),
  v.object({ kind: v.literal('ccid'), perExchangeNs: atLeast(0) }),
  v.object({ kind: v.literal('hid'), intervalNs: atLeast(0) }),
])

const SIZED_TIMES = v.pipe(
  v.array(v.object({ bytes: atLeast(0), ns: atLeast(0) })),
  v.minLength(2, 'fewer than two sizes'),
  v.check((list) => rises(list), 'lengths do not rise'),
)

const WIRE = v.variant('kind', [
  v.object({ kind: v.literal('none') }),
  v.object({
    kind: v.literal('contact'),
    protocol: v.picklist(['T=0', 'T=1']),
    cyclesPerBit: atLeast(0),
    clockHz: atLeast(1),
    characterEtu: atLeast(0),
    commandBlockBytes: atLeast(1),
    answerBlockBytes: atLeast(1),
    reader: READER,
    emptyCommandNs: v.exactOptional(atLeast(0)),
  }),
  v.object({
    kind: v.literal('contactless'),
    kbitPerSecond: v.picklist([106, 212, 424, 848]),
    frameBytes: atLeast(4),
    reader: READER,
    emptyCommandNs: v.exactOptional(atLeast(0)),
  }),
  v.object({ kind: v.literal('measured'), commands: SIZED_TIMES, answers: SIZED_TIMES }),
])

const DOCUMENT = v.object({
  schema: v.literal(PROFILE_SCHEMA),
  profile: v.object({
    name: NAME,
    title: text(500),
    source: text(2_000),
    figures: v.record(v.picklist(CARD_OPERATIONS), FIGURES),
    commitCapacity: v.exactOptional(atLeast(1)),
    wires: v.pipe(
      v.record(v.string(), WIRE),
      v.check((wires) => Object.keys(wires).length > 0, 'there is none'),
    ),
  }),
})
