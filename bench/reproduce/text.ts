// The comparison of 1996 for a terminal. Published, measured and modelled figures have tables of their own.

import { ABSENT, formatCount, formatInterval, formatNs } from '../words/format.ts'
import { PLAIN, type Look } from '../words/look.ts'
import { repeatLines, wrapProse } from '../words/prose.ts'
import { tableLines, words } from '../words/table.ts'
import { breakEvenWords, cheapestWords } from '../model/break-even-words.ts'
import type { Interval } from '../words/format.ts'
import { SUITE_WORDS } from '../model/measured-profile.ts'
import type { MeasuredRule, ReproduceDocument, Wins } from './document.ts'

export function reproduceText(document: ReproduceDocument, look: Look = PLAIN): string {
  const { environment, seed, wins, doubts, command } = document
  const lines = [
    `processor  ${environment.processors} × ${environment.cpu}`,
    `node       ${environment.node}`,
    `seed       ${seed}`,
    '',
    ...ruleLines(document, look),
    '',
    ...kernelLines(document, look),
    '',
    ...wins.flatMap((one) => [...winLines(one, look), '']),
    ...doubts.map((doubt) => `${look.paint.doubt('doubt')}  ${doubt}`),
    ...[...new Set(wins.flatMap((one) => one.doubts))].map(
      (doubt) => `${look.paint.doubt('doubt')}  modelled: ${doubt}`,
    ),
    '',
    ...repeatLines(command, look.width),
  ]
  return `${lines.join('\n')}\n`
}

function ruleLines({ published, measured, confidence }: ReproduceDocument, { width, paint }: Look): string[] {
  const percent = `${formatCount(Math.round(confidence * 100))} %`
  const [verified, signed] = [
    { head: 'a verification', wraps: true },
    { head: 'a signature', wraps: true },
  ]
  const heads = [NAME, 'one hash', verified, signed, { head: 'n', leaves: 1 }]
  const then = [
    '  then, workstation',
    formatNs(published.hashNs),
    formatCount(published.verify),
    formatCount(published.sign),
    ABSENT,
  ]
  const rows = measured.map((rule) => [
    `  ${ruleName(rule)}`,
    rule.hashNs === null ? ABSENT : formatNs(rule.hashNs.median),
    ruleTimes(rule.verify),
    ruleTimes(rule.sign),
    formatCount(rule.processes),
  ])
  return [
    paint.strong('The rule of 1 : 100 : 10,000, in hashes of the same engine'),
    ...wrapProse(
      `then published (${published.source}); now measured on this host in n processes, centres with ${percent} intervals`,
      {
        width,
      },
    ),
    ...tableLines(heads, [then, ...rows], width),
  ]
}

const NAME = words('')

function kernelLines({ measured }: ReproduceDocument, { width, paint }: Look): string[] {
  const step = measured[0]?.inKernelSteps.stepNs ?? null
  const rows = measured.map((rule) => [
    `  ${ruleName(rule)}`,
    ruleTimes(rule.inKernelSteps.verify),
    ruleTimes(rule.inKernelSteps.sign),
  ])
  return [
    ...wrapProse(
      paint.strong(
        `The same in steps of our own chain kernel, ${step === null ? ABSENT : formatNs(step.median)} each: what a seller really saves`,
      ),
      { width },
    ),
    ...tableLines([NAME, 'a verification', 'a signature'], rows, width),
  ]
}

function ruleName({ engine, suite }: MeasuredRule): string {
  return `now, ${SUITE_WORDS[suite]} on ${engine}`
}

/** `213 (209 – 217)` */
export function ruleTimes(interval: Interval | null): string {
  return interval === null ? ABSENT : formatInterval(interval, formatTimes)
}

function formatTimes(value: number): string {
  return formatCount(value < 1000 ? value : Math.round(Number(value.toPrecision(3))))
}

function winLines({ title, groups, breakEvens }: Wins, { width, paint }: Look): string[] {
  const rows = groups
    .filter(({ schemes }) => schemes.length > 0)
    .map(({ name, cheapest }) => [`  ${name}`, cheapestWords(cheapest)])
  const crossings = breakEvens.map(breakEvenWords).map(({ who, when }) => [`  ${who}`, when])
  return [
    ...wrapProse(
      paint.strong(
        `Cheapest on ${title}: modelled from counted operations, all parties together, one buyer with one seller; what the prices of processes do not tell apart is not told`,
      ),
      { width },
    ),
    ...tableLines([NAME, NAME], rows, width),
    ...tableLines([NAME, NAME], crossings, width),
  ]
}
