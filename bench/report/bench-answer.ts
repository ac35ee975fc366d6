// The answer that a run ends with, in a line for each ratio that its suite has named: how many times as fast, with the
// interval, and the doubts of both figures.

import type { BenchDocument, BenchResult } from '../measure/result.ts'
import { PLAIN, type Look } from '../words/look.ts'
import { wrapProse } from '../words/prose.ts'
import { marksOf } from './doubt-lines.ts'
import { formatInterval, formatRatio } from '../words/format.ts'

/** Lines, empty where the suite names no ratio, or where the run has ended before there was one. */
export function answerText(document: BenchDocument, { width, paint }: Look = PLAIN): string {
  const lines = benchAnswers(document).flatMap(({ own, peer, times }) => {
    const sentence = `${own.name} ran ${paint.strong(times)} times as fast as ${peer.name}${doubtsOf(own, peer)}`
    return wrapProse(sentence, { width, hanging: '  ' })
  })
  return lines.map((line) => `${line}\n`).join('')
}

export interface BenchAnswer {
  readonly own: BenchResult
  readonly peer: BenchResult
  /** `9.31 (9.10 – 9.71)` */
  readonly times: string
}

export function benchAnswers({ results, answers = [] }: BenchDocument): readonly BenchAnswer[] {
  const timed = results.filter(({ origin }) => origin === 'measured')
  return answers.flatMap(({ name, peer: other }) => {
    const [own, peer] = [name, other].map((wanted) => timed.find((one) => one.name === wanted))
    const ratio = own?.ratioTo[other]
    if (own === undefined || peer === undefined || ratio === undefined) return []
    return [{ own, peer, times: formatInterval(ratio, formatTimes) }]
  })
}

function formatTimes(ratio: number): string {
  return formatRatio(ratio).replace('×', '')
}

function doubtsOf(...both: readonly BenchResult[]): string {
  const marks = marksOf({ doubts: both.flatMap(({ doubts }) => doubts) })
  return marks === '' ? '' : ` (doubts: ${marks})`
}
