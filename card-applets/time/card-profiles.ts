// All card profiles: the measured cards of cards/ and the two reference points.

import type { CardProfile, MeasuredCard } from './card-profile.ts'
import { CARDS_BY_NXP } from './cards/nxp.ts'
import { CARDS_BY_OTHERS } from './cards/others.ts'
import { parseFigures } from './figures.ts'
import { REFERENCE_PROFILES } from './reference-profiles.ts'
import { contactWire, contactlessWire, type Wire } from './wire.ts'

const MEASURED_SOURCE =
  'crocs-muni/jcalgtest_results, commit 76b01cf (MIT, (c) 2021 CRoCS): medians of JCAlgTest, recomputed from its raw data'

/** Every contactless card starts at 106 kbit/s; the others are what ISO/IEC 14443-4 lets a card offer. */
const CONTACTLESS_RATES = [106, 212, 424, 848] as const

/** Durations in nanoseconds by operation and input length, and the wires that each was measured on. */
export const MEASURED_CARDS: readonly CardProfile[] = [...CARDS_BY_NXP, ...CARDS_BY_OTHERS].map(profileOf)

/** And the two reference points, which have no wire. */
export const CARD_PROFILES: readonly CardProfile[] = [...REFERENCE_PROFILES, ...MEASURED_CARDS]

/** By name, e.g. `jcop4-j3r180`. */
export function findCardProfile(name: string): CardProfile | undefined {
  return CARD_PROFILES.find((profile) => profile.name === name)
}

/** A profile and one of its wires, e.g. `jcop4-j3r180` or `jcop4-j3r180:contactless-106`. */
export interface CardSetting {
  readonly profile: CardProfile
  readonly wire: Wire
}

/** Undefined when there is no such profile, or it has no such wire. Without a wire the profile's first is taken. */
export function findCardSetting(text: string): CardSetting | undefined {
  const border = text.indexOf(':')
  const profile = findCardProfile(border < 0 ? text : text.slice(0, border))
  return profile && settingOf(profile, border < 0 ? undefined : text.slice(border + 1))
}

/** Undefined when the profile has no such wire. */
export function settingOf(profile: CardProfile, wireName?: string): CardSetting | undefined {
  const wires = Object.entries(profile.wires)
  const [, wire] = (wireName === undefined ? wires[0] : wires.find(([name]) => name === wireName)) ?? []
  return wire && { profile, wire }
}

function profileOf({ name, title, figures, measured, commitCapacity }: MeasuredCard): CardProfile {
  const parsed = Object.entries(figures).map(([operation, text]) => [operation, parseFigures(text)] as const)
  return {
    name,
    title,
    source: MEASURED_SOURCE,
    figures: Object.fromEntries(parsed),
    wires: Object.fromEntries(measured.flatMap(wiresOf)),
    ...(commitCapacity === undefined ? {} : { commitCapacity }),
  }
}

function wiresOf(setting: MeasuredCard['measured'][number]): (readonly [name: string, wire: Wire])[] {
  const { interface: through, atr, protocol, emptyCommandMs } = setting
  const emptyNs = emptyCommandMs === undefined ? undefined : emptyCommandMs * 1e6
  if (through !== 'contactless') return [[through, contactWire(atr, protocol, emptyNs)]]
  return CONTACTLESS_RATES.map((kbit) => [`contactless-${kbit}`, contactlessWire(kbit, emptyNs)])
}
