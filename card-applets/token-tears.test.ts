// The cards that stand for other people's tokens, torn at every memory write: a try that was used stays used, a counter
// never falls, and no tear locks the holder out.

import { expect, it } from 'vitest'
import { nodeCrypto } from '../src/crypto/node-engine.ts'
import { seededRandom } from '../src/crypto/random.ts'
import type { AppletFactory } from './applet.ts'
import type { EmulatedCard } from './emulated-card.ts'
import { openPgpApplet } from './openpgp/openpgp-applet.ts'
import { pivApplet } from './piv/piv-applet.ts'
import { poweredCard, send } from './testing/powered-card.ts'
import { tearEverywhere } from './testing/tear-everywhere.ts'

const crypto = nodeCrypto('p256')
const KEY = crypto.signatures.keyPair(seededRandom(2))
const makeKey = () => KEY

interface Token {
  readonly applet: () => AppletFactory
  readonly right: string
  readonly wrong: string
  readonly tries: string
}

const TOKENS: readonly (readonly [string, Token])[] = [
  [
    'OpenPGP',
    {
      applet: () => openPgpApplet({ makeKey }),
      right: '0020008106313233343536',
      wrong: '0020008106393939393939',
      tries: '00200081',
    },
  ],
  [
    'PIV',
    {
      applet: () => pivApplet({ makeKey }),
      right: '0020008008313233343536ffff',
      wrong: '0020008008393939393939ffff',
      tries: '00200080',
    },
  ],
]

function tokenOf({ applet }: Token): EmulatedCard {
  return poweredCard({ applets: [applet()], crypto })
}

it.each(TOKENS)('%s counts a wrong PIN once, whenever the power goes', (_, token) => {
  const cases = tearEverywhere({
    prepare: () => tokenOf(token),
    act: (card) => void send(card, token.wrong),
    judge(card, cut) {
      const left = send(card, token.tries)
      if (cut === undefined) expect(left).toBe('63c2')
      else expect(['63c2', '63c3']).toContain(left)
      expect(send(card, token.right)).toBe('9000')
    },
  })
  expect(cases).toBeGreaterThan(2)
})

it.each(TOKENS)('%s takes the right PIN after a torn one, with all tries or with those left before', (_, token) => {
  const cases = tearEverywhere({
    prepare() {
      const card = tokenOf(token)
      send(card, token.wrong)
      return card
    },
    act: (card) => void send(card, token.right),
    judge(card, cut) {
      if (cut !== undefined) expect(['63c1', '63c2', '63c3']).toContain(send(card, token.tries))
      expect(send(card, token.right)).toBe('9000')
    },
  })
  expect(cases).toBeGreaterThan(2)
})

/** DO 93 in 7A. */
function counted(card: EmulatedCard): number {
  const answer = send(card, '00ca007a00')
  return Number.parseInt(answer.slice(answer.indexOf('9303') + 4, answer.indexOf('9303') + 10), 16)
}

it('OpenPGP has counted every signature that left it', () => {
  const [, token] = TOKENS[0]!
  const sign = `002a9e9a20${'5a'.repeat(32)}00`
  const cases = tearEverywhere({
    prepare() {
      const card = tokenOf(token)
      send(card, token.right)
      return card
    },
    act: (card) => void send(card, sign),
    judge(card, cut) {
      if (cut === undefined) expect(counted(card)).toBe(1)
      else expect([0, 1]).toContain(counted(card))
    },
    tearRecovery: true,
  })
  expect(cases).toBeGreaterThan(2)
})
