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
  const parts = { wire: wireNs, overhead: readerNs, hash: 0, mac: 0, signature: 0, random: 0 }
  const known = Object.entries(parts).map(([cause, ns]) => [cause, { lowerNs: ns, upperNs: ns }])
  // 82 ms less 28 and 3 bytes in two blocks: 39 characters of 11 etu and a turn of 11, at 31 / 4 MHz; less 1 ms of reader
  const dispatch = { lowerNs: 0, upperNs: 82e6 - (39 * 11 + 11) * 7750 - 1e6 }
  // Two writes in one transaction: the time of one of all bytes at least, and of two at most.
  const write = { lowerNs: 5_960_000, upperNs: 2 * 5_960_000 }
  expect(clock.read()).toMatchObject({ kind: 'time', byCause: { ...Object.fromEntries(known), write, dispatch } })
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
  expect(clock.read()).toMatchObject({ byCause: { hash: { lowerNs: 6_360_000 }, random: { lowerNs: 2_520_000 } } })
})
