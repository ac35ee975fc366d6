// What an operation takes by the card's time model: nobody waits and nothing is sampled. Each operation runs through the
// whole stack as it does for a measurement, and the clock of the model is read before and after its exchange. The result is
// a range (MODEL.md in card-applets/time): of the baseline its lower end is subtracted, since bytecode that only the
// operation has may be all that lies between.

import type { BenchResult } from '../../measure/result.ts'
import { TIME_CAUSES, type ModelledClock, type ModelledTime } from '../../../card-applets/time/modelled-clock.ts'
import type { MeasuredCard } from './cards.ts'
import { modelledDoubts, rangeInterval, rangeRate, scaledRange } from '../modelled-range.ts'
import { OperationMissing } from './operation.ts'
import type { Repeated, TimeExchange } from './exchange.ts'

/** As many measurements as a chain of 64 has rows of eight ticks: every place of it counts once. */
const TIMES = 8

/** Throws `OperationMissing` where the profile has no figure for what the operation does. */
export async function modelledResult(repeated: Repeated, regime: string): Promise<BenchResult> {
  const { operation, baselineOnce } = repeated
  const units = (operation.commands ?? 1) * (operation.times ?? 1)
  const own = await clocked(repeated, (time) => repeated.once(time))
  const echo = baselineOnce && (await clocked(repeated, baselineOnce))
  const processNs = own.samplesNs.map((ns, at) => (ns - (echo?.samplesNs[at] ?? 0)) / units)
  const subtractedNs = echo?.time.total.lowerNs ?? 0
  const { lowerNs, upperNs } = own.time.total
  const net = { lowerNs: lowerNs - subtractedNs, upperNs: upperNs - subtractedNs }
  const all = units * TIMES
  return {
    name: operation.name,
    regime,
    origin: 'modelled',
    perSecond: rangeRate(scaledRange(net, all)),
    ratioTo: {},
    samples: processNs.length,
    processNs,
    partsNs: partsOf(own.time, echo?.time, all),
    ...(echo && { baselineNs: rangeInterval(scaledRange(echo.time.total, all)) }),
    doubts: modelledDoubts(own.time),
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
  const parts = TIME_CAUSES.map(
    (cause) => [cause, (own.byCause[cause].lowerNs - (echo?.byCause[cause].lowerNs ?? 0)) / units] as const,
  )
  return Object.fromEntries(parts.filter(([, ns]) => ns !== 0))
}
