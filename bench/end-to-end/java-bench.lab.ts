// Twenty runs of the card suite on one virtual Java card: each finds the issuer that the first has kept, and measures the
// same operations. What the simulator lacks is missing in every run alike.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { singleSource } from '../suites/card/cards.ts'
import { issuersInFiles } from '../suites/card/issuers.ts'
import type { Place } from '../suites/card/place.ts'
import { surveyOf } from '../suites/card/survey.ts'
import { freshBytes } from '../cli/full-card.ts'
import { javaCard, whyNoJavaCards } from './testing/java-card.ts'

const RUNS = 20
const say = (): void => undefined
let missing: string | undefined

beforeAll(async () => {
  missing = await whyNoJavaCards()
}, 600_000)

it(`measures the same operations in each of ${RUNS} runs on one virtual Java card`, async (test) => {
  if (missing !== undefined) return test.skip(missing)
  const folder = mkdtempSync(join(tmpdir(), 'tickbench-java-'))
  const { card, close } = await javaCard(['cafe-tick', 'purse-mac', 'card-signature', 'hash', 'echo', 'probe'])
  const lists: string[][] = []
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const file = join(folder, 'card.issuer')
      const issuers = issuersInFiles({ crypto: nodeCrypto('p256'), random: freshBytes, file, say })
      const holder = { pins: {}, say, pause: () => Promise.resolve() }
      const source = singleSource(card, { suite: 'p256', seed: run, issuers, ...holder })
      const place: Place = { source, isReal: true, line: 'a Java card', facts: {}, close: () => Promise.resolve() }
      const { repeated } = await surveyOf(place, { mayChange: true })
      for (const one of repeated) await one.once(async (exchange) => ({ response: await exchange(), ns: 1 }))
      lists.push(repeated.map(({ operation }) => operation.name))
      issuers.release()
      await card.reset()
    }
  } finally {
    await close()
    rmSync(folder, { recursive: true })
  }
  for (const list of lists) expect(list).toEqual(lists[0])
  expect(lists[0]).toEqual(expect.arrayContaining(['reset', 'echo of 16 B', 'debit', 'load', 'sign a payment']))
  return undefined
}, 600_000)
