// The built-in workload, for want of a log of one's own: the buyers that the µ-iKP paper and ticks tell apart.
// - repeated: comes back to a few sellers and buys several documents a visit, for which a chain of coupons is opened;
// - one-off: buys once and never returns, which is where a broker would have to help;
// - calling: one call to one payee at a regular beat, its length unknown when it begins (Pedersen's telephone call).
// The figures are invented, not measured; the seed decides everything, and each kind draws from a stream of its own.

import { NOTHING_SKIPPED, type MicroTransaction, type Workload } from './micro-transaction.ts'
import { unitPerRequest, type PriceRule } from './price.ts'
import { splitMix64, splitMix64Words, type SeededNumbers } from '../measure/statistics/splitmix64.ts'
import { zipf } from './zipf.ts'

export interface GeneratorParameters {
  readonly seed: number
  readonly sellers: number
  readonly documentsPerSeller: number
  readonly repeatedBuyers: number
  /** Purchases of all repeated buyers together, at least two for each. */
  readonly repeatedPurchases: number
  /** The most sellers that a repeated buyer ever goes to. */
  readonly sellersPerBuyer: number
  readonly oneOffBuyers: number
  /** Each has a caller of its own. */
  readonly calls: number
  /** On average; a call has between half and one and a half times as many. */
  readonly ticksPerCall: number
  readonly tickIntervalMs: number
  /** How long all of it takes. */
  readonly openMs: number
}

/** About 3,000 micro-transactions within some eight hours. */
const BUILT_IN: GeneratorParameters = {
  seed: 1,
  sellers: 8,
  documentsPerSeller: 50,
  repeatedBuyers: 60,
  repeatedPurchases: 1_800,
  sellersPerBuyer: 3,
  oneOffBuyers: 600,
  calls: 5,
  ticksPerCall: 120,
  tickIntervalMs: 5_000,
  openMs: 8 * 3_600_000,
}

/**
 * The built-in workload with another number of payments, nearly: more of them are the same buyers and sellers for longer,
 * with as many calls an hour; fewer are fewer buyers.
 */
export function workloadOf(payments: number): Partial<GeneratorParameters> {
  const { repeatedBuyers, repeatedPurchases, oneOffBuyers, calls, ticksPerCall, openMs } = BUILT_IN
  const times = payments / (repeatedPurchases + oneOffBuyers + calls * ticksPerCall)
  const buyers = Math.min(times, 1)
  const [oneOff, called] = [Math.round(oneOffBuyers * buyers), Math.round(calls * times)]
  const returning = Math.max(1, Math.round(repeatedBuyers * buyers))
  return {
    repeatedBuyers: returning,
    repeatedPurchases: Math.max(returning * LEAST_PER_VISIT, payments - oneOff - called * ticksPerCall),
    oneOffBuyers: oneOff,
    calls: called,
    openMs: Math.max(Math.round(openMs * times), 1),
  }
}

/** Equal parameters give equal workloads, on any machine. Throws `RangeError` for parameters that fit no workload. */
export function generateWorkload(
  given: Partial<GeneratorParameters> = {},
  price: PriceRule = unitPerRequest,
): Workload {
  const parameters = { ...BUILT_IN, ...given }
  checkParameters(parameters)
  const nextSeed = splitMix64Words(BigInt(parameters.seed))
  const web = openWeb(parameters, splitMix64(nextSeed()), price)
  const transactions = [
    ...repeatedBuying(parameters, web, splitMix64(nextSeed())),
    ...oneOffBuying(parameters, web, splitMix64(nextSeed())),
    ...telephoneCalls(parameters, splitMix64(nextSeed()), price.priceOf(0)),
  ].sort((a, b) => a.atMs - b.atMs)
  return {
    name: `built-in workload, seed ${parameters.seed}`,
    transactions,
    requests: transactions.length,
    ...NOTHING_SKIPPED,
    priceRule: price.text,
  }
}

/** What there is to buy, documents and sellers both by Zipf's law. */
interface Web {
  readonly drawSeller: (numbers: SeededNumbers) => number
  purchase(buyer: string, seller: number, atMs: number, numbers: SeededNumbers): MicroTransaction
}

function openWeb(parameters: GeneratorParameters, numbers: SeededNumbers, price: PriceRule): Web {
  const { sellers, documentsPerSeller } = parameters
  const prices = Array.from({ length: sellers * documentsPerSeller }, () =>
    price.priceOf(between(1, LARGEST_DOCUMENT_BYTES, numbers)),
  )
  const drawDocument = zipf(documentsPerSeller)
  return {
    drawSeller: zipf(sellers),
    purchase(buyer, seller, atMs, numbers) {
      const document = drawDocument(numbers)
      const name = `/seller-${seller + 1}`
      const documentPrice = prices[seller * documentsPerSeller + document] ?? 1n
      return { buyer, seller: name, item: `${name}/document-${document + 1}`, price: documentPrice, atMs }
    },
  }
}

/** Each buyer makes one visit of two purchases, so that none is a one-off buyer; then buyers return by Zipf's law. */
function repeatedBuying(
  parameters: GeneratorParameters,
  web: Web,
  numbers: SeededNumbers,
): readonly MicroTransaction[] {
  const { repeatedBuyers, repeatedPurchases, sellers, sellersPerBuyer } = parameters
  if (repeatedBuyers === 0) return []
  const favourites = Array.from({ length: repeatedBuyers }, () => someOf(sellers, sellersPerBuyer, numbers))
  const [drawBuyer, drawFavourite] = [zipf(repeatedBuyers), zipf(sellersPerBuyer)]
  const made: MicroTransaction[] = []
  for (let visit = 0; made.length < repeatedPurchases; visit++) {
    const isFirst = visit < repeatedBuyers
    const buyer = isFirst ? visit : drawBuyer(numbers)
    const seller = favourites[buyer]?.[drawFavourite(numbers)] ?? 0
    const wanted = isFirst ? LEAST_PER_VISIT : between(LEAST_PER_VISIT, MOST_PER_VISIT, numbers)
    let atMs = someTime(parameters, numbers)
    for (let left = Math.min(wanted, repeatedPurchases - made.length); left > 0; left--) {
      made.push(web.purchase(`repeated-${buyer + 1}`, seller, atMs, numbers))
      atMs += between(LEAST_READING_MS, MOST_READING_MS, numbers)
    }
  }
  return made
}

function oneOffBuying(parameters: GeneratorParameters, web: Web, numbers: SeededNumbers): readonly MicroTransaction[] {
  return Array.from({ length: parameters.oneOffBuyers }, (_, buyer) =>
    web.purchase(`one-off-${buyer + 1}`, web.drawSeller(numbers), someTime(parameters, numbers), numbers),
  )
}

function telephoneCalls(
  parameters: GeneratorParameters,
  numbers: SeededNumbers,
  price: bigint,
): readonly MicroTransaction[] {
  const { calls, ticksPerCall, tickIntervalMs } = parameters
  return Array.from({ length: calls }, (_, call) => {
    const startMs = someTime(parameters, numbers)
    const ticks = between(Math.ceil(ticksPerCall / 2), Math.floor(ticksPerCall * 1.5), numbers)
    const common = { buyer: `caller-${call + 1}`, seller: '/telephone', item: `/telephone/call-${call + 1}`, price }
    return Array.from({ length: ticks }, (_, tick) => ({ ...common, atMs: startMs + tick * tickIntervalMs }))
  }).flat()
}

/** `wanted` different numbers below `count`, in random order (Fisher and Yates, stopped early). */
function someOf(count: number, wanted: number, numbers: SeededNumbers): readonly number[] {
  const all = Array.from({ length: count }, (_, at) => at)
  return Array.from({ length: wanted }, () => all.splice(numbers.below(all.length), 1)[0] ?? 0)
}

function between(least: number, most: number, numbers: SeededNumbers): number {
  return least + numbers.below(most - least + 1)
}

function someTime({ openMs }: GeneratorParameters, numbers: SeededNumbers): number {
  return START_MS + numbers.below(openMs)
}

function checkParameters(parameters: GeneratorParameters): void {
  const names = Object.keys(LIMITS) as readonly (keyof GeneratorParameters)[]
  for (const name of names) {
    const [value, [least, most]] = [parameters[name], LIMITS[name]]
    if (Number.isSafeInteger(value) && value >= least && value <= most) continue
    throw new RangeError(`${name} is ${value}, not a whole number from ${least} to ${most}`)
  }
  const { repeatedBuyers, repeatedPurchases, sellers, sellersPerBuyer } = parameters
  if (repeatedBuyers * LEAST_PER_VISIT > repeatedPurchases) {
    throw new RangeError(`${repeatedPurchases} purchases are not two for each of ${repeatedBuyers} repeated buyers`)
  }
  if (repeatedBuyers === 0 && repeatedPurchases > 0) throw new RangeError('repeated purchases without repeated buyers')
  if (sellersPerBuyer > sellers) throw new RangeError(`a buyer cannot know ${sellersPerBuyer} of ${sellers} sellers`)
}

/** `zipf` draws from 100,000 ranks at most; the other upper limits keep a slip of the pen from filling the memory. */
const LIMITS: Readonly<Record<keyof GeneratorParameters, readonly [number, number]>> = {
  seed: [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  sellers: [1, 1_000],
  documentsPerSeller: [1, 1_000],
  repeatedBuyers: [0, 100_000],
  repeatedPurchases: [0, 10_000_000],
  sellersPerBuyer: [1, 1_000],
  oneOffBuyers: [0, 10_000_000],
  calls: [0, 10_000],
  ticksPerCall: [1, 10_000],
  tickIntervalMs: [1, 3_600_000],
  openMs: [1, 366 * 24 * 3_600_000],
}

const START_MS = Date.UTC(2026, 0, 5, 8)

const LEAST_PER_VISIT = 2

const MOST_PER_VISIT = 10

const LEAST_READING_MS = 1_000

const MOST_READING_MS = 60_000

const LARGEST_DOCUMENT_BYTES = 64 * 1024
