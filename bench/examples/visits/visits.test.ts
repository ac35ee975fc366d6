// A terminal test to copy: the terminal speaks to an emulated card through the reader's whole stack, sees a refusal as a
// value, and finds the card whole after its power was cut at any memory write.

import { describe, expect, it } from 'vitest'
import { createEmulatedCard, type EmulatedCard } from '../../../card-applets/emulated-card.ts'
import { tearEverywhere } from '../../../card-applets/testing/tear-everywhere.ts'
import { poweredCard, send as sendHex } from '../../../card-applets/testing/powered-card.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { usualStack } from '../../../reader/wrappers/usual.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { send } from '../../../src/card/commands.ts'
import { selectApplet } from '../../../src/card/select.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { counting } from './counting.ts'
import { VISIT, VISITS_AID, visitsApplet } from './visits-applet.ts'

function newCard(limit: number): OpenCard {
  return openEmulated(
    createEmulatedCard({ applets: [visitsApplet(limit)], crypto: nodeCrypto('p256'), random: seededRandom(1) }),
  )
}

it('counts up to its limit, and then says no', async () => {
  const bytes = { sent: 0, received: 0 }
  const card = usualStack(newCard(2), counting(bytes))
  expect(await selectApplet(card, VISITS_AID)).toBe(true)
  const before = { ...bytes }
  expect(await send(card, VISIT, {})).toEqual({ ok: true, value: { count: 1, isLast: false } })
  expect(bytes).toEqual({ sent: before.sent + 5, received: before.received + 7 }) // header and Le; answer and SW
  expect(await send(card, VISIT, {})).toEqual({ ok: true, value: { count: 2, isLast: true } })
  expect(await send(card, VISIT, {})).toEqual({ ok: false, refused: 'limitReached' })
  await card.close()
})

describe('a tear', () => {
  const select = '00A4040C0A F07469636B7669736974'.replaceAll(' ', '')
  const VISIT_HEX = '8020000005'
  const visit = (card: EmulatedCard): string => {
    sendHex(card, select)
    return sendHex(card, VISIT_HEX)
  }

  it('leaves the old count or the new one, never a third', () => {
    const cases = tearEverywhere({
      prepare: () => poweredCard({ applets: [visitsApplet(9)] }),
      act: (card) => void visit(card),
      judge: (card) => expect(['00000001009000', '00000002009000']).toContain(visit(card)),
    })
    expect(cases).toBeGreaterThan(5)
  })
})
