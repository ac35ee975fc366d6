// Chart: where a tick's time goes, for each card profile. Modelled: the emulated card runs, the profile says how long.

import type { TimeCause } from '../../../card-applets/time/modelled-clock.ts'
import { weighed, type WeighedDoubt } from '../../measure/doubts/weight.ts'
import type { CardTick, TickTimes } from '../../model/tick-time.ts'
import { stackedBars } from '../chart/stacked-bars.ts'
import { shortNs } from '../chart/tick-text.ts'
import type { Figure } from '../figure.ts'
import { formatCount, formatRange, formatShare } from '../../words/format.ts'

/** In the order of their colours. What a tick never does, a signature or a random number, shows if it ever happens. */
const CAUSES: readonly { readonly cause: TimeCause; readonly label: string }[] = [
  { cause: 'hash', label: 'hash' },
  { cause: 'mac', label: 'MAC' },
  { cause: 'write', label: 'memory write' },
  { cause: 'wire', label: 'wire' },
  { cause: 'overhead', label: 'reader and driver' },
  { cause: 'signature', label: 'signature' },
  { cause: 'random', label: 'random number' },
]
const MORE = 'dispatch and bytecode, at most'

export function tickTimeFigure(short: TickTimes, long: TickTimes): Figure {
  const title = 'Where the time of a tick goes, card by card'
  const panels = [long, short].map((times, at) => {
    const heading = `On a ${chainWords(times)}: modelled time of one tick`
    const text = { id: `tick-time-${at}`, title: `${title}: ${heading}`, description: describe(times) }
    return { heading, draw: (width: number) => draw(times, text, width) }
  })
  return {
    id: 'tick-time',
    title,
    origins: ['modelled'],
    summary:
      `${describe(long)} ` +
      'A short chain is kept whole in the RAM of the card and costs no hash at all; a long one is kept as a few pebbles, ' +
      'and the hashes between them are the price of the memory that is saved. A tick needs no MAC: its pre-image is its proof.',
    panels,
    table: {
      columns: [
        { name: 'card', unit: 'text' },
        { name: 'wire', unit: 'text' },
        { name: 'chain', unit: 'text' },
        { name: 'one tick, at least', unit: 'ns' },
        { name: 'one tick, at most', unit: 'ns' },
        ...CAUSES.map(({ label }) => ({ name: label, unit: 'ns' as const })),
        { name: MORE, unit: 'ns' },
      ],
      rows: [long, short].flatMap((times) =>
        byTime(times).map((card) => [
          card.title,
          card.wire,
          chainWords(times),
          card.mean.lowerNs,
          card.mean.upperNs,
          ...CAUSES.map(({ cause }) => card.byCause[cause].lowerNs),
          card.byCause.dispatch.upperNs,
        ]),
      ),
    },
    n: `${[long, short].map((times) => `${formatCount(times.ticks)} ticks on ${times.cards.length} cards`).join(', ')}; means over the whole chain`,
    doubts: doubtsOf([long, short]),
    command: 'tickbench report --figure tick-time --format csv',
    isOfRuns: false,
  }
}

function draw(times: TickTimes, text: { id: string; title: string; description: string }, width: number): string {
  const cards = byTime(times)
  const shown = CAUSES.filter(({ cause }) => cards.some(({ byCause }) => byCause[cause].lowerNs > 0))
  return stackedBars(
    {
      text,
      axis: {
        label: 'modelled time of one tick; line: what dispatch and bytecode add at most',
        scale: 'linear',
        format: shortNs,
      },
      keys: shown.map(({ label }) => label),
      series: shown.map((one) => CAUSES.indexOf(one)),
      rows: cards.map((card) => ({
        label: `${card.title} · ${card.wire}`,
        parts: shown.map(({ cause }) => card.byCause[cause].lowerNs),
        upTo: card.mean.upperNs,
        total: formatRange(card.mean),
      })),
    },
    width,
  )
}

function byTime({ cards }: TickTimes): readonly CardTick[] {
  return cards.toSorted((a, b) => a.mean.lowerNs - b.mean.lowerNs)
}

function chainWords({ ticks }: TickTimes): string {
  return `chain of ${formatCount(ticks)} ticks`
}

function describe(times: TickTimes): string {
  const cards = byTime(times)
  const [quickest, slowest] = [cards[0], cards.at(-1)]
  if (quickest === undefined || slowest === undefined) return 'No card has all the figures that a tick needs.'
  const hashes = formatShare(slowest.byCause.hash.lowerNs / slowest.mean.lowerNs)
  return (
    `On a ${chainWords(times)} one tick takes ${formatRange(quickest.mean)} (${quickest.title}) ` +
    `to ${formatRange(slowest.mean)} (${slowest.title}; hashing is ${hashes} of the lower figure). The lower figure is ` +
    'the sum of the parts; the upper one has in it all that a command that does nothing takes on this card beside its wire and reader.'
  )
}

function doubtsOf(chains: readonly TickTimes[]): readonly WeighedDoubt[] {
  const restOn = (weak: (doubt: CardTick['doubts'][number]) => boolean) =>
    chains.flatMap(({ cards }) => cards.filter(({ doubts }) => doubts.some(weak)))
  const approximate = restOn(({ quality }) => quality === 'approx')
  const contradicted = restOn(({ reading }) => reading === 'contradicted')
  return [
    ...weighed('rests', [
      'computed from figures of JCAlgTest and formulas for the wire; no tick was timed on a real card',
      ...(approximate.length === 0 ? [] : [`rest partly on figures of wide spread: ${titles(approximate)}`]),
      ...(contradicted.length === 0 ? [] : [`rest partly on rows that contradict each other: ${titles(contradicted)}`]),
    ]),
    ...weighed('scope', [...assumptionLines(chains), ...leftOutLines(chains)]),
  ]
}

/** A line for what was never measured. */
function leftOutLines(chains: readonly TickTimes[]): readonly string[] {
  const all = chains.flatMap((times) =>
    times.leftOut.map(({ title, missing }) => ({ title, missing: missing.join(', '), chain: chainWords(times) })),
  )
  const reasons = [
    ...new Set(all.map(({ chain, missing }) => `left out on a ${chain}, never measured doing ${missing}: `)),
  ]
  return reasons.map((reason) => {
    const own = all.filter(
      ({ chain, missing }) => reason === `left out on a ${chain}, never measured doing ${missing}: `,
    )
    return reason + own.map(({ title }) => title).join('; ')
  })
}

/** Each line once, with the cards that it is of where it is not of all. */
function assumptionLines(chains: readonly TickTimes[]): readonly string[] {
  const cards = chains.flatMap((times) => times.cards)
  const lines = [...new Set(cards.flatMap(({ assumptions }) => assumptions))]
  return lines.map((line) => {
    const own = cards.filter(({ assumptions }) => assumptions.includes(line))
    return own.length === cards.length ? line : `${line}: ${titles(own)}`
  })
}

function titles(cards: readonly CardTick[]): string {
  return [...new Set(cards.map(({ title }) => title))].join('; ')
}
