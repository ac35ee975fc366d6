// Where the time of a tick goes on each modelled card: the emulated card runs the real applet once, and a clock of every
// profile watches the same operations, memory changes and APDUs. Modelled, never measured.

import { createEmulatedCard } from '../../card-applets/emulated-card.ts'
import { cafeTickApplet } from '../../card-applets/cafe-tick/applet.ts'
import { algorithmsOf } from '../../card-applets/time/algorithms.ts'
import { assumptionsOf } from '../../card-applets/time/assumptions.ts'
import type { CardProfile } from '../../card-applets/time/card-profile.ts'
import {
  createModelledClock,
  TIME_CAUSES,
  type ModelledClock,
  type ModelledTime,
  type TimeCause,
  type TimeRange,
} from '../../card-applets/time/modelled-clock.ts'
import type { Wire } from '../../card-applets/time/wire.ts'
import { openEmulated } from '../../reader/drivers/emulated.ts'
import { openPurse } from '../../src/card/cafe-tick/terminal.ts'
import { indexedChain } from '../../src/chain/step.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'
import { nobleCrypto } from '../../src/crypto/noble-engine.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { NONCE_BYTES, PAYEE_BYTES } from '../../src/payment/card-certificate.ts'
import { CURRENCY, YEAR_MS } from '../scheme/contract/policy.ts'
import { openIssuer } from '../scheme/cafe-tick/issuer.ts'
import { unwrap } from '../scheme/chips/refusals.ts'
import { createWire } from '../scheme/contract/wire.ts'

export interface TickTimes {
  /** Ticks of the one chain. */
  readonly ticks: number
  readonly cards: readonly CardTick[]
  /** Cards that were never measured doing what a tick needs. */
  readonly leftOut: readonly { readonly title: string; readonly missing: readonly string[] }[]
}

export interface CardTick {
  readonly profile: string
  readonly title: string
  readonly wire: string
  /** A line each. */
  readonly assumptions: readonly string[]
  /** Of a tick, mean over the chain. */
  readonly mean: TimeRange
  readonly byCause: ModelledTime['byCause']
  readonly doubts: ModelledTime['doubts']
}

/** A whole chain of `ticks` coupons, spent one by one; what comes before and after is not timed. */
export async function timeTicks(profiles: readonly CardProfile[], ticks: number): Promise<TickTimes> {
  const suite = 'p256'
  const crypto = nobleCrypto(suite)
  if (crypto === undefined) throw new RangeError('noble offers P-256')
  const clocks = profiles.flatMap((profile) => {
    const [first] = Object.entries(profile.wires)
    if (first === undefined) return []
    const [wireName, wire] = first
    const clock = createModelledClock({ profile, wire, algorithms: algorithmsOf(suite) })
    return [{ profile, wireName, wire, clock }]
  })
  await spendChain(
    crypto,
    clocks.map(({ clock }) => clock),
    ticks,
  )
  const read = clocks.map(({ clock, ...card }) => ({ ...card, time: clock.read() }))
  return {
    ticks,
    cards: read.flatMap(({ time, ...card }) => (time.kind === 'time' ? [cardTick(card, time, ticks)] : [])),
    leftOut: read.flatMap(({ profile, time }) =>
      time.kind === 'missingFigures' ? [{ title: profile.title, missing: time.operations }] : [],
    ),
  }
}

function cardTick(
  { profile, wireName, wire }: { readonly profile: CardProfile; readonly wireName: string; readonly wire: Wire },
  { total, byCause, doubts }: ModelledTime,
  ticks: number,
): CardTick {
  const each = ({ lowerNs, upperNs }: TimeRange) => ({ lowerNs: lowerNs / ticks, upperNs: upperNs / ticks })
  const parts = TIME_CAUSES.map((cause) => [cause, each(byCause[cause])])
  return {
    profile: profile.name,
    title: profile.title,
    wire: wireName,
    assumptions: assumptionsOf(
      { profile, wire },
      doubts.flatMap(({ operations }) => operations),
    ),
    mean: each(total),
    byCause: Object.fromEntries(parts) as Record<TimeCause, TimeRange>,
    doubts,
  }
}

/** The real conversation of terminal and card; the clocks run while ticks are taken and at no other time. */
async function spendChain(crypto: Crypto, clocks: readonly ModelledClock[], ticks: number): Promise<void> {
  const random = seededRandom(1, 'tick time')
  let timed = false
  const running = (): readonly ModelledClock[] => (timed ? clocks : [])
  const card = openEmulated(
    createEmulatedCard({
      applets: [cafeTickApplet()],
      crypto,
      random,
      observe: (kind, bytes, count) => running().forEach((clock) => clock.observe(kind, bytes, count)),
      onWrite: (write) => running().forEach((clock) => clock.onWrite(write)),
      onExchange: (command, answer) => running().forEach((clock) => clock.onExchange(command, answer)),
    }),
  )
  const wire = createWire()
  const expires = DATE + YEAR_MS
  const desk = openIssuer({ crypto, random, observe: () => undefined, wire, expires, depositWindowMs: YEAR_MS })
  const held = await desk.personalise(card)
  await desk.load(held, BigInt(ticks))
  const issuerKey = desk.issuer.certificateKey.publicKey
  const terminal = { crypto, chain: indexedChain, issuerKey, now: () => DATE }
  const purse = openPurse(card, terminal)
  const certificate = unwrap('certificate', await purse.certificate())
  const request = {
    payee: new Uint8Array(PAYEE_BYTES).fill(1),
    terminalNonce: random(NONCE_BYTES),
    date: DATE,
    currency: CURRENCY,
    tickValue: 1n,
    limit: ticks,
    batch: 1,
  }
  let chain = unwrap('OPEN TICKS', await purse.open(certificate, request))
  timed = true
  for (let spent = 1; spent <= ticks; spent += 1) {
    chain = unwrap('TICK', await purse.take(chain, spent))
  }
  timed = false
  await card.close()
}

const DATE = Date.UTC(2026, 0, 5)
