// Every conformance conversation with the applets of this folder, whichever engine computes for them.

import { describe, expect, it } from 'vitest'
import { converse, type ExchangeReport } from '../src/card/conversation/converse.ts'
import type { Conversation } from '../src/card/conversation/conversation.ts'
import { allConversations } from '../src/card/conversation/testing/conversations.ts'
import type { Crypto } from '../src/crypto/crypto.ts'
import { nobleCrypto } from '../src/crypto/noble-engine.ts'
import { nodeCrypto } from '../src/crypto/node-engine.ts'
import { seededRandom } from '../src/crypto/random.ts'
import type { AppletFactory } from './applet.ts'
import { appletNamed } from './conversation-applets.ts'
import { echoApplet } from './echo/echo-applet.ts'
import { createEmulatedCard } from './emulated-card.ts'
import { portCard } from './testing/port-card.ts'

const conversations = allConversations()
const node = nodeCrypto('p256')
const noble = nobleCrypto('p256')
if (noble === undefined) throw new Error('noble offers P-256')
const engines: readonly (readonly [string, Crypto])[] = [
  ['noble', noble],
  ['node', node],
]

describe.each(engines)('with the engine %s', (_name, crypto) => {
  it.each(conversations.map((each) => [each.name, each] as const))('%s', async (_name, conversation) => {
    const reports = await speak(conversation, crypto)
    expect(reports.filter(({ findings }) => findings.length > 0).map(line)).toEqual([])
  })
})

describe('what says that it changes nothing', () => {
  const harmless = conversations.filter(({ changes }) => changes === 'Nothing.')

  it.each(harmless.map((each) => [each.name, each] as const))('%s', async (_name, conversation) => {
    const card = createEmulatedCard({
      applets: conversation.applets.map(appletNamed),
      crypto: node,
      random: seededRandom(1),
    })
    const before = card.memoryWrites()
    const port = portCard(card)
    await converse({ card: port, whole: port, crypto: node }, conversation)
    expect(card.memoryWrites()).toBe(before)
  })
})

it('are noticed when an applet answers otherwise', async () => {
  const sulky: AppletFactory = {
    aid: echoApplet().aid,
    install: (platform) => {
      const echo = echoApplet().install(platform)
      return { process: (command, session) => ({ ...echo.process(command, session), sw: 0x6985 }) }
    },
  }
  const echo = conversations.filter(({ name }) => name === 'echo')
  const [reports = []] = await Promise.all(echo.map((each) => speak(each, node, () => sulky)))
  const agreeing = reports.filter(({ findings }) => findings.length === 0)
  expect(agreeing.map(({ exchange }) => exchange.said.kind)).toEqual(['select'])
})

function speak(
  conversation: Conversation,
  crypto: Crypto,
  make: (name: string) => AppletFactory = appletNamed,
): Promise<readonly ExchangeReport[]> {
  const applets = conversation.applets.map(make)
  const card = portCard(createEmulatedCard({ applets, crypto, random: seededRandom(1) }))
  return converse({ card, whole: card, crypto: node }, conversation)
}

function line({ exchange, sent, findings }: ExchangeReport): string {
  return `${exchange.place} ${exchange.about} > ${sent.slice(0, 80)}: ${findings.join('; ')}`
}
