// Every script with somebody who watches: what is told is whole, and the moves are those that are made unseen.

import { expect, it } from 'vitest'
import type { LabEvent } from '../witness/event.ts'
import { createWitness } from '../witness/witness.ts'
import { ATTACKS } from './attacks.ts'
import { runAttack } from './run.ts'

/** A seller who searches by himself sends nobody anything. */
const ALONE = 'guessed-account'

it.each(ATTACKS.map((attack) => [attack.name, attack] as const))('%s is told of', async (name, attack) => {
  const events: LabEvent[] = []
  const lane = createWitness(
    () => 0n,
    (event) => events.push(event),
  ).lane('session')
  const rows = await runAttack(attack, lane)
  expect(rows).toEqual(await attack.run())
  expect(events[0]).toMatchObject({ kind: 'note', says: expect.stringContaining(attack.title) })
  const begun = events.filter((event) => event.kind === 'intervention')
  expect(begun.map((event) => [event.name, event.says])).toEqual(rows.map(({ setting }) => [name, setting]))
  const verdicts = events.filter((event) => event.kind === 'verdict')
  expect(verdicts.map(({ span }) => span)).toEqual(begun.map(({ seq }) => seq))
  expect(verdicts.map(({ stoppedBy }) => stoppedBy)).toEqual(
    rows.map(({ outcome, because }) => (outcome === 'stopped' ? because : undefined)),
  )
  for (const { seq } of begun) {
    const told = events.filter((event) => event.span === seq && event.kind === 'sent')
    expect({ name, isTold: told.length > 0 }).toEqual({ name, isTold: name !== ALONE })
  }
})
