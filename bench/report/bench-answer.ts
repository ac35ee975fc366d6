// The answer that a run ends with, in a line for each ratio that its suite has named: how many times as fast, with the
// interval, and the doubts of both figures.

import type { BenchDocument, BenchResult } from '../measure/result.ts'
import { PLAIN, type Look } from '../words/look.ts'
import { wrapProse } from '../words/prose.ts'
import { marksOf } from './doubt-lines.ts'
import { formatInterval, formatRatio } from '../words/format.ts'

/** Lines, empty where the suite names no ratio, or where the run has ended before there was one. */
export function answerText({ results, answers = [] }: BenchDocument, { width, paint }: Look = PLAIN): string {
  const timed = results.filter(({ origin }) => origin === 'measured')
  const lines = answers.flatMap(({ name, peer }) => {
    const [own, other] = [name, peer].map((wanted) => timed.find((one) => one.name === wanted))
    const ratio = own?.ratioTo[peer]
    if (own === undefined || other === undefined || ratio === undefined) return []
    const times = paint.strong(formatInterval(ratio, formatTimes))
    const sentence = `${name} ran ${times} times as fast as ${peer}${doubtsOf(own, other)}`
    return wrapProse(sentence, { width, hanging: '  ' })
  })
  return lines.map((line) => `${line}\n`).join('')
}

function formatTimes(ratio: number): string {
  return formatRatio(ratio).replace('×', '')
}

function doubtsOf(...both: readonly BenchResult[]): string {
  const marks = marksOf({ doubts: both.flatMap(({ doubts }) => doubts) })
  return marks === '' ? '' : ` (doubts: ${marks})`
}
