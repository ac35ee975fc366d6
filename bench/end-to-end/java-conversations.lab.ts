// The conformance conversations with the Java applets over our virtual reader: the same texts that the TypeScript applets
// pass, on a card that is as strict as any, at T=1 and at T=0 and with both variants of the applets, and in jCardSim as it
// is. What differs is listed beside the applets and shown here; weaknesses that are planted have to differ.

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { usualStack } from '../../reader/wrappers/usual.ts'
import type { Conversation } from '../../src/card/conversation/conversation.ts'
import { converse, type ExchangeReport } from '../../src/card/conversation/converse.ts'
import { judge, parseDifferences, type Difference, type Judgement } from '../../src/card/conversation/differences.ts'
import { allConversations } from '../../src/card/conversation/testing/conversations.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { javaCard, weakJavaCard, whyNoJavaCards, type JavaCard, type JavaCardWord } from './testing/java-card.ts'
import { behindT0Reader } from './testing/t0-reader.ts'

const FOLDER = 'card-applets/javacard'
const TARGETS: readonly (readonly [string, readonly JavaCardWord[], readonly string[]])[] = [
  ['a strict card at T=1', [], ['jcardsim']],
  ['a strict card at T=1, the full variant', ['full'], ['jcardsim']],
  ['a strict card at T=0', ['t0'], ['jcardsim', 't0']],
  ['a strict card at T=0, the full variant', ['t0', 'full'], ['jcardsim', 't0']],
  ['jCardSim as it is', ['plain'], ['jcardsim', 'plain']],
]
const WEAKNESSES = ['ordersByArrayCompare', 'receivesAlways', 'allocatesLate', 'forgetsToCommit'] as const
const conversations = allConversations().map((each) => [each.name, each] as const)
let missing: string | undefined

beforeAll(async () => {
  missing = await whyNoJavaCards()
}, 600_000)

describe.for(TARGETS)('%s', ([name, words, lists]) => {
  const known = lists.flatMap(differences)
  const spoken: Judgement[] = []

  it.for(conversations)('agrees on %s', async ([title, conversation], test: TestContext) => {
    if (missing !== undefined) return test.skip(missing)
    const judgement = judge(title, await speak(await javaCard(conversation.applets, words), conversation), known)
    spoken.push(judgement)
    const differing = judgement.verdicts.filter(([, { kind }]) => kind === 'differs')
    expect(differing.map(([report]) => line(report))).toEqual([])
    expect(judgement.gone.map(({ place, about }) => `${place}: ${about}: no longer so`)).toEqual([])
  })

  afterAll(() => {
    if (spoken.length > 0) process.stdout.write(`${summary(name, spoken).join('\n')}\n`)
  })
})

it.for(WEAKNESSES)('an applet that %s does not pass', async (weakness, test: TestContext) => {
  if (missing !== undefined) return test.skip(missing)
  const known = differences('jcardsim')
  for (const [title, conversation] of conversations) {
    const judgement = judge(title, await speak(await weakJavaCard(weakness, conversation.applets), conversation), known)
    if (judgement.verdicts.some(([, { kind }]) => kind === 'differs')) return
  }
  expect.unreachable('no conversation has noticed it')
})

function differences(list: string): readonly Difference[] {
  const file = `${FOLDER}/${list}.differences`
  return parseDifferences(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), file).known
}

async function speak({ card, close }: JavaCard, conversation: Conversation): Promise<readonly ExchangeReport[]> {
  try {
    const bare = card.facts.atr.length === T0_ATR_BYTES ? behindT0Reader(card) : card
    return await converse({ card: bare, whole: usualStack(card), crypto: nodeCrypto('p256') }, conversation)
  } finally {
    await close()
  }
}

/** 3B 00: no other protocol is named. */
const T0_ATR_BYTES = 2

function line({ exchange, sent, findings }: ExchangeReport): string {
  return `${exchange.place} ${exchange.about} > ${sent.slice(0, 80)}: ${findings.join('; ')}`
}

function summary(name: string, spoken: readonly Judgement[]): readonly string[] {
  const verdicts = spoken.flatMap((each) => each.verdicts)
  const expected = verdicts.flatMap(([, verdict]) => (verdict.kind === 'differsAsKnown' ? [verdict.difference] : []))
  const agreeing = verdicts.filter(([, { kind }]) => kind === 'agrees').length
  const differing = verdicts.length - agreeing - expected.length
  return [
    `${name}: of ${verdicts.length} exchanges ${agreeing} agree, ${differing} differ, ${expected.length} as listed:`,
    ...new Set(expected.map((each) => `  ${each.why}`)),
  ]
}
