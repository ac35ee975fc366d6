// The answer of a comparison in a few lines, for the terminal, the page and Markdown.

import type { TimeRange } from '../../../card-applets/time/modelled-clock.ts'
import { COSTED_SCHEMES, SCHEME_NAMES } from '../../scheme/named.ts'
import { ABSENT, formatCount, formatNs, formatRange, formatRatio } from '../../words/format.ts'
import type {
  Answer,
  CardOperation,
  Cheaper,
  CompareDocument,
  ModelledDocument,
  Phase,
  Range,
  SchemeDocument,
} from '../../compare/document.ts'

/** A table: heads, then a row a scheme. */
export function costRows({ answer, schemes }: CompareDocument): {
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
} {
  const rows = (answer?.costs ?? []).map(({ scheme, payer, seller, backOffice }) => {
    const modelled = schemes.find(({ name }) => name === scheme)?.modelledNs
    const onCard = modelled ? `card: ${formatRange(meansOf(modelled))}` : 'a card'
    return [
      scheme,
      payer === null ? onCard : formatNs(payer.middle),
      formatNs(seller.middle),
      formatNs(backOffice.middle),
    ]
  })
  return { heads: ['a payment costs', 'payer', 'seller', 'back office'], rows }
}

/** In the order in which a reader asks. */
export function answerSentences(document: CompareDocument): readonly string[] {
  if (document.answer === null) return []
  const { basis, cheaper, wholeTime, phases, verification } = answerParts({ ...document, answer: document.answer })
  return [basis, ...cheaper, ...wholeTime, ...phases, verification]
}

type Answered = CompareDocument & { readonly answer: Answer }

interface AnswerParts {
  /** What the costs are. */
  readonly basis: string
  /** Each a sentence, or none where there is nothing to say. */
  readonly cheaper: readonly string[]
  readonly wholeTime: readonly string[]
  readonly phases: readonly string[]
  readonly verification: string
}

/** At most three, for who reads no further. */
export function leadSentences(document: CompareDocument): readonly string[] {
  if (document.answer === null) return []
  const { basis, cheaper, wholeTime, phases, verification } = answerParts({ ...document, answer: document.answer })
  const [first] = [...cheaper, ...wholeTime, ...phases]
  const [second] = [...wholeTime, ...phases].filter((sentence) => sentence !== first)
  return [first ?? basis, ...(second === undefined ? [] : [second]), verification]
}

export function answerParts(document: Answered): AnswerParts {
  const { answer, schemes } = document
  return {
    basis:
      `Costs are operations counted times what each took on this host, in ${answer.rounds} rounds beside the run` +
      `${cardWords(document, answer)}.`,
    cheaper: cheaperSentence(answer),
    wholeTime: wholeTimeSentence(answer, schemes),
    phases: phaseSentence(answer, schemes),
    verification: verificationSentence(answer),
  }
}

/** Where the costs of cards come from, if any card played. */
function cardWords({ schemes, card, cards }: CompareDocument, { costs }: Answer): string {
  if (!costs.some(isOnCard)) return ''
  if (card !== null && schemes.some(({ modelledNs }) => modelledNs !== null)) return `; a card's is modelled on ${card}`
  return cards === 'real' ? '; what the card took is in the rows measured above' : '; a card was not modelled'
}

function cheaperSentence({ costs, cheaper }: Answer): readonly string[] {
  if (costs.length < 2) return []
  if (cheaper === null) {
    return ['For this workload no scheme is surely the cheapest: the rounds, or counts and measurement, disagree.']
  }
  return [`For this workload ${cheaperWords(cheaper)}${costs.some(isOnCard) ? ' Time inside cards is left out.' : ''}`]
}

function cheaperWords({ scheme, than, ratio, measured }: Cheaper): string {
  return (
    `${scheme} takes the least processor time: ${than} takes ${formatRatio(ratio.middle)} as much ` +
    `(${formatRatio(ratio.low)} to ${formatRatio(ratio.high)}; ${formatRatio(measured)} as measured, once).`
  )
}

/** From the sum of the parts to the most. */
function meansOf({ mean, upper }: ModelledDocument): TimeRange {
  return { lowerNs: mean, upperNs: upper.mean }
}

/** All that computes for a payment, one after the other: a card is waited for. */
function wholeTimeSentence({ costs }: Answer, schemes: readonly SchemeDocument[]): readonly string[] {
  const times = costs.map(({ scheme, payer, seller, backOffice }) => {
    const modelled = schemes.find(({ name }) => name === scheme)?.modelledNs ?? undefined
    const card = modelled === undefined ? { lowerNs: 0, upperNs: 0 } : meansOf(modelled)
    // As a reader adds up the table: the median of the sums is another figure.
    const parties = (payer?.middle ?? 0) + seller.middle + backOffice.middle
    const whole = { lowerNs: parties + card.lowerNs, upperNs: parties + card.upperNs }
    return { scheme, whole, hasCard: modelled !== undefined }
  })
  if (!times.some(({ hasCard }) => hasCard)) return []
  const words = times.map(({ scheme, whole }) => `${formatRange(whole)} in ${scheme}`)
  return [`With the card's time a payment takes ${words.join(', ')}.`]
}

function isOnCard({ payer }: Answer['costs'][number]): boolean {
  return payer === null
}

function phaseSentence({ phases, countedTo }: Answer, schemes: readonly SchemeDocument[]): readonly string[] {
  if (phases.length === 0) return []
  const words = phases.map((phase, at) => phaseWords(phase, phases[at + 1]?.from))
  const others = schemes.map(({ name }) => name).filter((name) => !COSTED_SCHEMES.includes(name))
  const [composed, unlisted] = [others.filter(isListed), others.filter((name) => !isListed(name))]
  const left = leftOut(composed, 'it is one or the other, pair by pair') + leftOut(unlisted, 'it is in no list here')
  return [
    `By payments of 1 unit in a row from one buyer to one seller, up to ${formatCount(countedTo)} counted: cheapest is ` +
      `${words.join(', ')}.${left}`,
  ]
}

function isListed(name: string): boolean {
  return SCHEME_NAMES.includes(name)
}

function leftOut(names: readonly string[], why: string): string {
  return names.length === 0 ? '' : ` ${names.join(', ')} left out: ${why}.`
}

function phaseWords({ from, scheme }: Phase, next: number | undefined): string {
  const name = scheme ?? 'undecided'
  if (next === undefined) return from === 1 ? `${name} throughout` : `${name} from ${formatCount(from)} on`
  return next - 1 === from ? `${name} at ${from}` : `${name} from ${formatCount(from)} to ${formatCount(next - 1)}`
}

function verificationSentence({ verification: { step, card } }: Answer): string {
  const hash = `One hash-chain verification takes ${formatNs(step.middle)} (${spread(step)}) here, measured`
  if (card === null) return `${hash}.`
  return `${hash}; ${card.what} ${spread(card.ns)}, ${card.origin}: ${timesAsLong(step, card)}.`
}

function spread({ low, high }: Range): string {
  return low === high ? formatNs(low) : `${formatNs(low)} to ${formatNs(high)}`
}

/** Two digits: neither side is known better. */
function timesAsLong(step: Range, { ns }: CardOperation): string {
  const [low, high] = [ns.low / step.high, ns.high / step.low].map((ratio) => formatCount(Number(ratio.toPrecision(2))))
  return low === high ? `${low ?? ABSENT} times as long` : `${low ?? ABSENT} to ${high ?? ABSENT} times as long`
}
