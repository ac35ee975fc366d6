// Every scheme with a witness: what is told is whole and in order, the money adds up, nothing secret is told, and the run
// is the one that it is without.

import { describe, expect, it } from 'vitest'
import { DECLARED_APPLETS } from '../../src/card/applets.ts'
import type { ProgramWatch } from '../../card-applets/memory/nvm.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import { printHex } from '../../src/bytes/hex.ts'
import type { AnyLayout } from '../../src/bytes/layout.ts'
import { spansOf } from '../../src/bytes/spans.ts'
import { emulatedRack } from './chips/card-rack.ts'
import type { CardRack } from './contract/rack.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { compare } from '../compare/compare.ts'
import type { LabEvent } from '../witness/event.ts'
import { createWitness } from '../witness/witness.ts'
import { generateWorkload, workloadOf } from '../workload/generator.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from './contract/policy.ts'
import { openScheme } from './open.ts'
import { schemeNamed } from './named.ts'
import { SCHEMES } from './schemes.ts'
import type { SchemeDeclaration } from './contract/declaration.ts'

const workload = generateWorkload(workloadOf(40))
const terms = { policy: { ...DEFAULT_POLICY, firstLength: 4 }, clear: DEFAULT_CLEARING, seed: 1, unit: 1n }
const settings = { ...terms, crypto: nodeCrypto('p256'), cards: 'one-each', profile: undefined } as const

async function run(scheme: SchemeDeclaration) {
  const events: LabEvent[] = []
  let now = 0n
  const witness = createWitness(
    () => (now += 1n),
    (event) => events.push(event),
  )
  const watched = await openScheme(scheme, workload, { ...settings, witness })
  await compare(workload, [watched])
  return { events, books: watched.books() }
}

describe.each(SCHEMES.map((scheme) => [scheme.name, scheme] as const))('%s', (name, scheme) => {
  it('is told of from beginning to end, and runs as it does unseen', async () => {
    const { events, books } = await run(scheme)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1))
    expect(new Set(events.map(({ lane }) => lane))).toEqual(new Set([name]))
    expect(unclosed(events)).toEqual([])
    expect(events.filter((event) => event.kind === 'note')).toEqual([])
    const paid = events.filter((event) => event.kind === 'paid')
    expect(paid.map((event) => event.outcome)).toEqual(workload.transactions.map(() => 'paid'))
    const unseen = await openScheme(scheme, workload, settings)
    await compare(workload, [unseen])
    const { notes: _, ...others } = unseen.books() // one scheme notes times that it measured
    expect(books).toMatchObject(others)
    const judgedSteps = events.filter((event) => event.kind === 'judged')
    expect(judgedSteps.every(({ failed, notReached }) => failed === undefined && notReached.length === 0)).toBe(true)
    expect(paidToSellers(events)).toBe([...books.revenueBySeller.values()].reduce((sum, units) => sum + units, 0n))
  })

  it('costs in the end what its payments and its settling cost', async () => {
    const { events, books } = await run(scheme)
    const hashes = events
      .filter((event) => event.kind === 'paid')
      .flatMap(({ costs }) => Object.values(costs))
      .reduce((sum, { hash = 0 }) => sum + hash, 0)
    const all = Object.values(books.operations).reduce((sum, { hash = 0 }) => sum + hash, 0)
    expect(hashes).toBeGreaterThan(0)
    expect(hashes).toBeLessThanOrEqual(all)
  })
})

describe('what is checked', () => {
  it.each([
    ['cafe-tick', 'TICK', ['count asked for', 'on the chain']],
    ['ikp-coupon', 'Micro-Payment', ['price', 'on the chain']],
  ] as const)('by the seller of %s is told check by check', async (name, step, asked) => {
    const { events } = await run(schemeNamed(name))
    const steps = events.filter((event) => event.kind === 'judged' && event.step === step)
    expect(steps.length).toBeGreaterThanOrEqual(workload.transactions.length)
    expect(steps[0]).toMatchObject({ by: 'seller', passed: expect.arrayContaining([...asked]) })
  })
})

describe('a card that is torn at a write of a tick', () => {
  it.each(['before', 'during', 'after'] as const)('%s it, is asked again and pays once', async (when) => {
    const events: LabEvent[] = []
    const witness = createWitness(
      () => 0n,
      (event) => events.push(event),
    )
    const isTick = () => events.findLast(({ kind }) => kind === 'command')
    let torn = false
    const tear: ProgramWatch = ({ region }) => {
      const command = isTick()
      if (torn || !/account\d$/.test(region) || command?.kind !== 'command' || !command.says.startsWith('TICK'))
        return undefined
      torn = true
      return when
    }
    const watched = await openScheme(schemeNamed('cafe-tick'), workload, { ...settings, witness, tear })
    await compare(workload, [watched])
    const at = events.findIndex((event) => event.kind === 'power' && event.torn === when)
    expect(events.slice(at - 1, at + 2)).toMatchObject([
      { kind: 'write', role: 'cell', says: expect.stringContaining('balance') },
      { kind: 'power', state: 'off', torn: when },
      { kind: 'silence', code: 'cardMute' },
    ])
    const rest = events.slice(at + 2)
    const put = rest.filter((event) => event.kind === 'write').slice(0, 2)
    expect(put).toMatchObject([{ role: 'undo' }, { role: 'commit', says: 'the old state stands again' }]) // before the next command: the old state stands
    expect(rest.find(({ kind }) => kind === 'paid')).toMatchObject({ outcome: 'paid' })
    expect(events.filter((event) => event.kind === 'note')).toEqual([])
    expect(watched.books().checks.every(({ holds }) => holds)).toBe(true)
  })
})

describe('what cards are given in secret', () => {
  it.each(SCHEMES.filter(({ card }) => card !== undefined).map((scheme) => [scheme.name, scheme] as const))(
    'is told of by none of the events of %s',
    async (_, scheme) => {
      const secrets: string[] = []
      const events: LabEvent[] = []
      const witness = createWitness(
        () => 0n,
        (event) => events.push(event),
      )
      const cards: CardRack = { ...emulatedRack(true), take: (use) => listening(emulatedRack(true).take(use), secrets) }
      const watched = await openScheme(scheme, workload, { ...settings, cards, modules: cards, witness })
      await compare(workload, [watched])
      expect(secrets.length).toBeGreaterThan(5)
      const told = JSON.stringify(events)
      expect(secrets.filter((secret) => told.includes(secret))).toEqual([])
      expect(told).toContain('****************')
    },
  )
})

/** Keeps what is secret in each PERSONALISE. */
function listening(card: OpenCard, secrets: string[]): OpenCard {
  const applets = DECLARED_APPLETS.map(({ commands }) => commands['personalise'])
  return {
    ...card,
    transmit(command) {
      for (const declared of applets) {
        if (declared === undefined || command.ins !== declared.ins || command.cla !== declared.cla) continue
        secrets.push(...secretsIn(declared.request, command.data))
      }
      return card.transmit(command)
    },
  }
}

function secretsIn(layout: AnyLayout, data: Uint8Array): readonly string[] {
  try {
    return spansOf(layout, data)
      .filter(({ secret, to, from }) => secret && to - from >= 8)
      .map(({ from, to }) => printHex(data.subarray(to - from > 8 ? from + 2 : from, to)))
  } catch {
    return []
  }
}

/** Spans of exchanges and payments whose last event never came. */
function unclosed(events: readonly LabEvent[]): readonly number[] {
  const open = new Set<number>()
  for (const event of events) {
    if (event.kind === 'command' || event.kind === 'payment') open.add(event.seq)
    if (event.kind === 'response' || event.kind === 'silence' || event.kind === 'paid') open.delete(event.span)
  }
  return [...open]
}

function paidToSellers(events: readonly LabEvent[]): bigint {
  return events
    .filter((event) => event.kind === 'money')
    .filter(({ state, to }) => state === 'paid' && !/broker/.test(to))
    .reduce((sum, { units }) => sum + BigInt(units), 0n)
}
