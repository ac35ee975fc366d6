// A token that answers more slowly the longer it is asked to sign, as OPTIGA Trust M does after some fifteen signatures,
// through the whole stack: applet, card, driver, wrappers, operation, schedule, statistics. Time is the card's own: every
// exchange moves the clock that the stopwatch reads, and nothing is waited for.

import { describe, expect, it } from 'vitest'
import { createEmulatedCard } from '../../../card-applets/emulated-card.ts'
import { pivApplet } from '../../../card-applets/piv/piv-applet.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { singleSource } from '../../suites/card/cards.ts'
import { repeat, type TimeExchange } from '../../suites/card/exchange.ts'
import { TOKEN_OPERATIONS } from '../../suites/card/token-operations.ts'
import { measureHere } from '../../suites/testing/measure-here.ts'
import type { BenchResult } from '../result.ts'
import { elapsedStopwatch } from '../stopwatch.ts'

const NAME = 'PIV 9E, p256'
const GENERAL_AUTHENTICATE = 0x87
const EXCHANGE_MS = 3
const SIGNATURE_MS = 80
const FREE_SIGNATURES = 15

/** Signature by signature; `moreMs` is what each one beyond the free ones costs more than the one before it. */
async function measured(moreMs: number): Promise<BenchResult | undefined> {
  let nowMs = 0
  let signatures = 0
  const card = createEmulatedCard({
    applets: [pivApplet({ keys: 'p256' })],
    crypto: nodeCrypto('p256'),
    random: seededRandom(1),
    onExchange(command) {
      nowMs += EXCHANGE_MS
      if (command[1] !== GENERAL_AUTHENTICATE) return
      signatures += 1
      nowMs += SIGNATURE_MS + moreMs * Math.max(0, signatures - FREE_SIGNATURES)
    },
  })
  const holder = { pins: {}, say: () => undefined, pause: async () => undefined }
  const source = singleSource(openEmulated(card), { suite: 'p256', seed: 1, ...holder })
  const operation = TOKEN_OPERATIONS.find(({ name }) => name === NAME)
  if (operation === undefined) throw new TypeError(`no operation ${NAME}`)
  const stopwatch = elapsedStopwatch(() => BigInt(nowMs) * 1_000_000n)
  const time: TimeExchange = async (exchange) => {
    const stop = stopwatch.start()
    const response = await exchange()
    return { response, ns: stop() }
  }
  const repeated = await repeat(operation, source.cardFor(operation.kind))
  const suite = {
    name: 'throttled',
    cases: [
      {
        name: NAME,
        scenario: NAME,
        target: 'token',
        parameters: {},
        display: { regime: 'token', unitsPerOperation: 1, peers: [] },
      },
    ],
    executor: { open: () => ({ operation: () => repeated.once(time) }) },
    stopwatch,
    yardstick: false,
    sampling: { rounds: 10, sampleNs: 0, leastSamples: 4, mostSamples: 4 },
    facts: {},
    notes: [],
  } as const
  const { results } = await measureHere({ open: () => suite }, { seed: 1, effort: 'quick' })
  return results[0]
}

describe('a run on a token', () => {
  it('that throttles says so, and by how much', async () => {
    const doubts = (await measured(12))?.doubts ?? []
    const growth = doubts.flatMap((doubt) => (doubt.kind === 'throttling' ? [doubt.growth] : []))
    // Of 40 measured signatures the last took four to five times as long as the first.
    expect(growth).toEqual([expect.closeTo(4, 0)])
  })

  it('that does not is not doubted for it', async () => {
    const result = await measured(0)
    expect(new Set(result?.processNs)).toEqual(new Set([(EXCHANGE_MS + SIGNATURE_MS) * 1_000_000]))
    expect(result?.doubts.map(({ kind }) => kind)).not.toContain('throttling')
  })
})
