// What a reader must know before he quotes a figure of a comparison: each doubt once, the worst first.

import { weighed, worstFirst, type WeighedDoubt } from '../measure/doubts/weight.ts'
import { formatCount, formatRatio, formatShare } from '../words/format.ts'
import type { CompareDocument, SchemeDocument } from './document.ts'

/** From this share on, others had the processor for too long to stay silent. */
const DISTURBED = 0.02

export function doubtsOf(document: CompareDocument): readonly string[] {
  return weighedDoubts(document).map(({ text }) => text)
}

export function weighedDoubts(document: CompareDocument): readonly WeighedDoubt[] {
  return worstFirst([
    ...weighed('wrong', [...unordered(document), ...contradiction(document)]),
    ...weighed('unsure', [...disturbed(document), ...sideBySide(document)]),
    ...weighed('rests', [...emulated(document), ...modelled(document)]),
    ...weighed('scope', [
      'one run of one process: its measured times have no interval; tickbench bench scheme gives them',
    ]),
  ])
}

/** The parties' clock never steps back: after one line of a wrong year, or logs joined newest first, it stands still. */
function unordered({ trace: { outOfOrder, transactions } }: CompareDocument): readonly string[] {
  return outOfOrder > 0
    ? [
        `${formatCount(outOfOrder)} of ${formatCount(transactions)} payments are dated more than an hour before one above ` +
          'them: they count as of that later date, until which no hold ends; put the log in order of time',
      ]
    : []
}

/** Mean and p50 order two schemes differently where few payments open chains and opening is what costs. */
function contradiction({ schemes, trace }: CompareDocument): readonly string[] {
  const [a, b] = schemes.toSorted((one, other) => one.hostNs.mean - other.hostNs.mean)
  if (a === undefined || b === undefined || a.hostNs.p50 <= b.hostNs.p50) return []
  const mean = formatRatio(b.hostNs.mean / a.hostNs.mean)
  const p50 = formatRatio(a.hostNs.p50 / b.hostNs.p50)
  const once =
    trace.pairsOnce === 0
      ? ''
      : `${formatCount(trace.pairsOnce)} of ${formatCount(trace.pairs)} pairs of buyer and seller buy once, and `
  return [`the mean calls ${a.name} ${mean} cheaper, p50 ${b.name} ${p50}: ${once}opening a chain is what costs`]
}

function disturbed({ schemes }: CompareDocument): readonly string[] {
  const share = Math.max(...schemes.map(({ hostNs }) => hostNs.waitedShare))
  if (!(share >= DISTURBED)) return []
  return [
    `others had the processor for ${formatShare(share)} of the time: percentiles may hold their work, mean and total do not`,
  ]
}

function sideBySide({ jobs }: CompareDocument): readonly string[] {
  return jobs === 1 ? [] : [`the schemes ran in ${jobs} processes side by side and shared caches and memory`]
}

function emulated({ schemes, cards }: CompareDocument): readonly string[] {
  return cards === 'emulated' && schemes.some(hasCards)
    ? ["the emulated card's host time is an emulator's processor time: no card computes so; see the modelled rows"]
    : []
}

function hasCards({ apdus }: SchemeDocument): boolean {
  return apdus > 0
}

/** How much of the modelled time rests on what was not measured just so. */
function modelled({ schemes }: CompareDocument): readonly string[] {
  return schemes.flatMap(({ name, modelledNs }) => {
    const parts = (modelledNs?.doubts ?? [])
      .filter(({ quality, reading, share }) => share > 0 && (quality !== 'ok' || reading !== 'measured'))
      .map(({ quality, reading, share }) => `${formatShare(share)} rests ${wordsFor(quality, reading)}`)
    return parts.length === 0 ? [] : [`of the modelled time of ${name} ${parts.join(', ')}`]
  })
}

/** The words of MODEL.md, as a sentence needs them; a document of another version may know others. */
const READINGS: Readonly<Record<string, string>> = {
  measured: 'on figures that were measured',
  interpolated: 'on figures between two measured lengths',
  ceiling: 'on the figure of the shortest measured length',
  composed: 'on figures put together piece by piece',
  contradicted: 'on figures that contradict others of the same card',
}
const QUALITIES: Readonly<Record<string, string>> = { approx: ' and spread widely', assumed: ' and are assumed' }

function wordsFor(quality: string, reading: string): string {
  return `${READINGS[reading] ?? reading}${quality === 'ok' ? '' : (QUALITIES[quality] ?? ` (${quality})`)}`
}
