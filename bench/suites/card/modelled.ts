// What an operation takes by the card's time model: nobody waits and nothing is sampled. Each operation runs through the
// whole stack as it does for a measurement, and the clock of the model is read before and after its exchange.

import type { Doubt } from '../../measure/doubts/doubt.ts'
import type { BenchResult } from '../../measure/result.ts'
import { medianInterval } from '../../measure/statistics/bootstrap.ts'
import { rateOf } from '../../run/figure.ts'
import { TIME_CAUSES, type ModelledClock, type ModelledTime } from '../../../card-applets/time/modelled-clock.ts'
import type { MeasuredCard } from './cards.ts'
import { OperationMissing } from './operation.ts'
import type { Repeated, TimeExchange } from './exchange.ts'

/** As many measurements as a chain of 64 has rows of eight ticks: every place of it counts once. */
const TIMES = 8

/** Throws `OperationMissing` where the profile has no figure for what the operation does. */
export async function modelledResult(repeated: Repeated, regime: string, seed: number): Promise<BenchResult> {
  const { operation, baselineOnce } = repeated
  const units = (operation.commands ?? 1) * (operation.times ?? 1)
  const own = await clocked(repeated, (time) => repeated.once(time))
  const echo = baselineOnce && (await clocked(repeated, baselineOnce))
  const blockNs = own.samplesNs.map((ns, at) => (ns - (echo?.samplesNs[at] ?? 0)) / units)
  const net = medianInterval(blockNs, { seed: BigInt(seed) })
  return {
    name: operation.name,
    regime,
    origin: 'modelled',
    perSecond: rateOf(net, 1),
    ratioTo: {},
    samples: blockNs.length,
    blockNs,
    partsNs: partsOf(own.time, echo?.time, units * TIMES),
    ...(echo && {
      baselineNs: medianInterval(
        echo.samplesNs.map((ns) => ns / units),
        { seed: BigInt(seed) },
      ),
    }),
    doubts: doubtsOf(own.time),
  }
}

interface Clocked {
  readonly samplesNs: readonly number[]
  readonly time: ModelledTime
}

async function clocked({ operation, card }: Repeated, run: (time: TimeExchange) => Promise<number>): Promise<Clocked> {
  const clock = card.newClock()
  if (clock === undefined) throw new OperationMissing('nothing is modelled here')
  const samplesNs: number[] = []
  for (let done = 0; done < TIMES; done += 1) samplesNs.push(await run(onClock(card, clock)))
  const time = clock.read()
  if (time.kind === 'time') return { samplesNs, time }
  throw new OperationMissing(`${operation.name}: never measured on this card: ${time.operations.join(', ')}`)
}

/** Only the exchange is charged, not what an operation needs around it. */
function onClock(card: MeasuredCard, clock: ModelledClock): TimeExchange {
  return async (exchange) => {
    const before = clock.nowNs()
    card.charge(clock)
    try {
      const response = await exchange()
      return { response, ns: clock.nowNs() - before }
    } finally {
      card.charge(undefined)
    }
  }
}

function partsOf(own: ModelledTime, echo: ModelledTime | undefined, units: number): Record<string, number> {
  const parts = TIME_CAUSES.map((cause) => [cause, (own.byCause[cause] - (echo?.byCause[cause] ?? 0)) / units] as const)
  return Object.fromEntries(parts.filter(([, ns]) => ns !== 0))
}

/** Of the card's own time: wire and reader are formulas. */
function doubtsOf({ doubts }: ModelledTime): Doubt[] {
  const cardNs = doubts.reduce((sum, { ns }) => sum + ns, 0)
  if (cardNs === 0) return []
  const share = (chosen: (doubt: ModelledTime['doubts'][number]) => boolean) =>
    doubts.filter(chosen).reduce((sum, { ns }) => sum + ns, 0) / cardNs
  const uncertain = share(({ quality }) => quality !== 'ok')
  const derived = share(({ reading }) => reading !== 'measured')
  return uncertain + derived > 0 ? [{ kind: 'weakFigures', uncertain, derived }] : []
}
