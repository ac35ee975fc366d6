import { expect, it } from 'vitest'
import { poweredCard, send } from '../testing/powered-card.ts'
import { stubbornApplet } from '../testing/stubborn-applet.ts'
import { twoAccountsApplet } from '../testing/two-accounts-applet.ts'
import { algorithmsOf } from './algorithms.ts'
import { findCardSetting } from './card-profiles.ts'
import { createModelledClock, type ModelledClock } from './modelled-clock.ts'
import { exchangeTime } from './wire.ts'

const setting = findCardSetting('jcop24-cj2a081:contact')!

function newClock(): ModelledClock {
  return createModelledClock({ ...setting, algorithms: algorithmsOf('p256') })
}

it('a command costs its wire, its reader and its memory, and nothing else', () => {
  const clock = newClock()
  send(poweredCard({ applets: [twoAccountsApplet()], ...clock }), '80100500')
  const { wireNs, readerNs } = exchangeTime(setting.wire, 4, 2)
  expect(clock.read()).toMatchObject({
    kind: 'time',
    byCause: { wire: wireNs, overhead: readerNs, write: 5_960_000, hash: 0, mac: 0, signature: 0, random: 0 },
  })
})

it('an applet pays for its hashes and its randomness', () => {
  const clock = newClock()
  const { factory } = stubbornApplet()
  const busy = {
    ...factory,
    install: ({ crypto, random }: Parameters<typeof factory.install>[0]) => ({
      ...factory.install({} as Parameters<typeof factory.install>[0]),
      select: () => (crypto.hash(random(32)), { kind: 'selected' as const }),
    }),
  }
  poweredCard({ applets: [busy], ...clock })
  expect(clock.read()).toMatchObject({ byCause: { hash: 6_240_000, random: 2_520_000 } })
})
