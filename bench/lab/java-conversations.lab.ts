// The conformance conversations with the Java applets in jCardSim, over our virtual reader: the same texts that the
// TypeScript applets pass. What jCardSim itself does otherwise is listed beside the applets and shown here.

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest'
import { usualStack } from '../../reader/wrappers/usual.ts'
import type { Conversation } from '../../src/card/conversation/conversation.ts'
import { converse, type ExchangeReport } from '../../src/card/conversation/converse.ts'
import { judge, parseDifferences, type Judgement } from '../../src/card/conversation/differences.ts'
import { allConversations } from '../../src/card/conversation/testing/conversations.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { javaCard, whyNoJavaCards } from './testing/java-card.ts'

const LIST = 'card-applets/javacard/jcardsim.differences'
const { target, known } = parseDifferences(readFileSync(new URL(`../../${LIST}`, import.meta.url), 'utf8'), LIST)
const spoken: Judgement[] = []
let missing: string | undefined

beforeAll(async () => {
  missing = await whyNoJavaCards()
}, 600_000)

it.for(allConversations().map((each) => [each.name, each] as const))(
  'the Java applets agree on %s',
  async ([name, conversation], test: TestContext) => {
    if (missing !== undefined) return test.skip(missing)
    const judgement = judge(name, await speak(conversation), known)
    spoken.push(judgement)
    const differing = judgement.verdicts.filter(([, { kind }]) => kind === 'differs')
    expect(differing.map(([report]) => line(report))).toEqual([])
    expect(judgement.gone.map(({ place, about }) => `${place}: ${about}: no longer so`)).toEqual([])
  },
)

async function speak(conversation: Conversation): Promise<readonly ExchangeReport[]> {
  const { card, close } = await javaCard(...conversation.applets)
  try {
    return await converse({ card, whole: usualStack(card), crypto: nodeCrypto('p256') }, conversation)
  } finally {
    await close()
  }
}

function line({ exchange, sent, findings }: ExchangeReport): string {
  return `${exchange.place} ${exchange.about} > ${sent.slice(0, 80)}: ${findings.join('; ')}`
}

afterAll(() => {
  if (spoken.length === 0) return
  const verdicts = spoken.flatMap((each) => each.verdicts)
  const expected = verdicts.flatMap(([, verdict]) => (verdict.kind === 'differsAsKnown' ? [verdict.difference] : []))
  const agreeing = verdicts.filter(([, { kind }]) => kind === 'agrees').length
  const differing = verdicts.length - agreeing - expected.length
  const counts = `${agreeing} agree, ${differing} differ, ${expected.length} differ as the simulator is known to`
  const lines = [`${verdicts.length} exchanges with the Java applets: ${counts} (${target}):`]
  for (const why of new Set(expected.map((each) => each.why))) {
    lines.push(`  ${why}`)
    for (const each of expected.filter((other) => other.why === why)) {
      lines.push(`    ${each.conversation}: ${each.about} < ${each.answered}`)
    }
  }
  process.stdout.write(`${lines.join('\n')}\n`)
})
