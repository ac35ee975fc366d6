// A card profile as a file, schema `tickbench.profile/1`: what `profiles add` keeps and `--card-profile FILE.json` reads.

import { CARD_OPERATIONS, type CardOperation, type CardProfile } from '../../card-applets/time/card-profile.ts'
import { FIGURE_QUALITIES, type Figure } from '../../card-applets/time/figures.ts'
import type { ReaderCost, SizedTime, Wire } from '../../card-applets/time/wire.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { asList, asNumber, asObject, asOneOf, asText, parseJsonObject, type JsonObject } from './json-fields.ts'

export const PROFILE_SCHEMA = 'tickbench.profile/1'

export function printProfile(profile: CardProfile): string {
  return `${JSON.stringify({ schema: PROFILE_SCHEMA, profile }, undefined, 2)}\n`
}

/** Throws `DecodeError`, naming the field. */
export function parseProfile(text: string): CardProfile {
  const document = parseJsonObject(text)
  asOneOf(document['schema'], [PROFILE_SCHEMA], 'schema')
  const found = asObject(document['profile'], 'profile')
  const { commitCapacity } = found
  const wires = Object.entries(asObject(found['wires'], 'profile.wires'))
  if (wires.length === 0) throw new DecodeError('profile.wires', 'there is none')
  return {
    name: asName(found['name'], 'profile.name'),
    title: asText(found['title'], 'profile.title'),
    source: asText(found['source'], 'profile.source', 2_000),
    figures: figuresIn(asObject(found['figures'], 'profile.figures')),
    ...(commitCapacity !== undefined && { commitCapacity: asNumber(commitCapacity, 'profile.commitCapacity', 1) }),
    wires: Object.fromEntries(wires.map(([name, wire]) => [name, asWire(wire, `profile.wires.${name}`)])),
  }
}

/** What can be given to `--card-profile` without a slash, a dot or a colon in it. Throws `DecodeError`. */
export function asName(value: unknown, path: string): string {
  const name = asText(value, path, 60)
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw new DecodeError(path, 'not lower-case letters, digits and hyphens')
  return name
}

function figuresIn(found: Readonly<Record<string, unknown>>): CardProfile['figures'] {
  const figures: Partial<Record<CardOperation, readonly Figure[]>> = {}
  for (const [name, list] of Object.entries(found)) {
    const path = `profile.figures.${name}`
    const operation = asOneOf(name, CARD_OPERATIONS, path)
    figures[operation] = rising(
      asList(list, path).map((figure, at) => asFigure(figure, `${path}[${at}]`)),
      path,
    )
  }
  return figures
}

function asFigure(value: unknown, path: string): Figure {
  const { bytes, ns, quality } = asObject(value, path)
  return {
    bytes: bytes === undefined ? undefined : asNumber(bytes, `${path}.bytes`),
    ns: asNumber(ns, `${path}.ns`),
    quality: asOneOf(quality, FIGURE_QUALITIES, `${path}.quality`),
  }
}

function asWire(value: unknown, path: string): Wire {
  const wire = asObject(value, path)
  const number = (field: string) => asNumber(wire[field], `${path}.${field}`)
  const kind = asOneOf(wire['kind'], ['none', 'contact', 'contactless', 'measured'], `${path}.kind`)
  switch (kind) {
    case 'none':
      return { kind }
    case 'contact':
      return {
        kind,
        protocol: asOneOf(wire['protocol'], ['T=0', 'T=1'], `${path}.protocol`),
        cyclesPerBit: number('cyclesPerBit'),
        clockHz: asNumber(wire['clockHz'], `${path}.clockHz`, 1),
        characterEtu: number('characterEtu'),
        commandBlockBytes: asNumber(wire['commandBlockBytes'], `${path}.commandBlockBytes`, 1),
        answerBlockBytes: asNumber(wire['answerBlockBytes'], `${path}.answerBlockBytes`, 1),
        reader: asReaderCost(wire['reader'], `${path}.reader`),
        ...emptyCommandIn(wire, path),
      }
    case 'contactless': {
      const rate = asOneOf(String(wire['kbitPerSecond']), ['106', '212', '424', '848'], `${path}.kbitPerSecond`)
      return {
        kind,
        kbitPerSecond: Number(rate) as 106 | 212 | 424 | 848,
        frameBytes: asNumber(wire['frameBytes'], `${path}.frameBytes`, 4),
        reader: asReaderCost(wire['reader'], `${path}.reader`),
        ...emptyCommandIn(wire, path),
      }
    }
    case 'measured':
      return {
        kind,
        commands: sizedTimes(wire['commands'], `${path}.commands`),
        answers: sizedTimes(wire['answers'], `${path}.answers`),
      }
  }
}

function emptyCommandIn({ emptyCommandNs }: JsonObject, path: string): { readonly emptyCommandNs?: number } {
  return emptyCommandNs === undefined ? {} : { emptyCommandNs: asNumber(emptyCommandNs, `${path}.emptyCommandNs`) }
}

function asReaderCost(value: unknown, path: string): ReaderCost {
  const cost = asObject(value, path)
  const kind = asOneOf(cost['kind'], ['none', 'ccid', 'hid'], `${path}.kind`)
  switch (kind) {
    case 'none':
      return { kind }
    case 'ccid':
      return { kind, perExchangeNs: asNumber(cost['perExchangeNs'], `${path}.perExchangeNs`) }
    case 'hid':
      return { kind, intervalNs: asNumber(cost['intervalNs'], `${path}.intervalNs`) }
  }
}

function sizedTimes(value: unknown, path: string): readonly SizedTime[] {
  const times = asList(value, path).map((time, at) => {
    const { bytes, ns } = asObject(time, `${path}[${at}]`)
    return { bytes: asNumber(bytes, `${path}[${at}].bytes`), ns: asNumber(ns, `${path}[${at}].ns`) }
  })
  if (times.length < 2) throw new DecodeError(path, 'fewer than two sizes')
  return rising(times, path)
}

function rising<Sized extends { readonly bytes: number | undefined }>(list: readonly Sized[], path: string) {
  if (list.length === 0) throw new DecodeError(path, 'an empty list')
  const rises = list.every(({ bytes }, at) => at === 0 || (bytes ?? 0) > (list[at - 1]?.bytes ?? Infinity))
  if (!rises) throw new DecodeError(path, 'lengths do not rise')
  return list
}
