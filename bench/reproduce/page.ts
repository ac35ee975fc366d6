// The comparison of 1996 as a page: its answer and one chart, the rule of Rivest and Shamir then and now, and for which
// numbers of payments each scheme is cheapest, machine by machine. Published, measured and modelled figures share no table.

import { weighed } from '../measure/doubts/weight.ts'
import { breakEvenWords, cheapestWords } from '../model/break-even-words.ts'
import { SUITE_WORDS } from '../model/measured-profile.ts'
import type { Figure } from '../report/figure.ts'
import { figureDetails, figureSigns, panelMarkup } from '../report/page/figure-section.ts'
import { doubtMarks } from '../report/page/marks.ts'
import { details, tableMarkup, type Head } from '../report/page/table.ts'
import { factList, htmlPage } from '../report/shell.ts'
import { ABSENT, formatBytes, formatCount, formatNs } from '../words/format.ts'
import { escapeHtml } from '../words/markup.ts'
import type { MeasuredRule, ReproduceDocument, Wins } from './document.ts'
import { ruleTimes } from './text.ts'

/** `curves` are the costs of payments on the same machines, with their break-evens. */
export function reproducePage(document: ReproduceDocument, curves: Figure): string {
  const own = weighed('unsure', [...document.doubts, ...document.wins.flatMap(({ doubts }) => doubts)])
  const marks = doubtMarks({ shown: [...own, ...curves.doubts], folded: [] })
  const latest = document.wins.findIndex((one) => one === latestOf(document.wins))
  const first = curves.panels[latest]
  const others = curves.panels.filter((panel) => panel !== first)
  const body = [
    `<section id="answer" class="lead"><h2>The answer</h2>
${leadSentences(document)
  .map((sentence) => `<p class="answer">${escapeHtml(sentence)}</p>`)
  .join('\n')}
<h3>${escapeHtml(first?.heading ?? curves.title)}</h3>
${figureSigns(curves, marks)}
${first === undefined ? '' : panelMarkup(first, false)}
</section>`,
    ruleSection(document, marks.at(own)),
    winsSection(document, curves, others),
    marks.section,
    repeatSection(document),
  ]
  const title = 'The comparison of 1996, then and now'
  return htmlPage(title, `<h1>${title}</h1>`, body.join('\n'))
}

/** Today's algorithms on the quicker engine, where the run has priced them. */
function latestOf(wins: readonly Wins[]): Wins | undefined {
  return wins.find(({ profile }) => profile === 'node-ed25519') ?? wins.at(-1)
}

/** The rule then, the rule now, and who is cheapest now. */
function leadSentences({ published, measured, wins }: ReproduceDocument): readonly string[] {
  const { verify, sign } = published
  const then = `In 1996 a verification cost ${formatCount(verify)} hashes and a signature ${formatCount(sign)}, as published.`
  const complete = measured.filter((rule) => rule.verify !== null && rule.sign !== null)
  const now = complete.find(({ engine, suite }) => engine === 'node' && suite === 'ed25519') ?? complete[0]
  const latest = latestOf(wins)
  const best = latest?.groups[0]
  return [
    then,
    ...(now === undefined
      ? []
      : [
          `Now, with ${ruleWords(now)}, measured on this host, a verification costs ${ruleTimes(now.verify)} hashes and a ` +
            `signature ${ruleTimes(now.sign)}.`,
        ]),
    ...(latest === undefined || best === undefined
      ? []
      : [`Modelled on ${latest.title}, cheapest is ${cheapestWords(best.cheapest)}.`]),
  ]
}

const NAME: Head = { name: 'who' }

function ruleSection({ published, measured, confidence }: ReproduceDocument, marks: string): string {
  const { source, hashNs, verify, sign } = published
  const interval = `with ${formatCount(Math.round(confidence * 100))} % intervals`
  const heads = ['one hash', 'a verification, in hashes', 'a signature, in hashes'].map((name) => ({ name }))
  return `<section id="rule"><h2>The rule of 1 : 100 : 10,000</h2>
<p class="signs"><span class="origin">published</span><span class="origin">measured</span><span class="marks">doubts ${marks === '' ? 'none' : marks}</span></p>
${tableMarkup({
  caption: `Then, published: ${source}`,
  heads: [{ name: 'when' }, ...heads],
  rows: [['then', formatNs(hashNs), formatCount(verify), formatCount(sign)]],
})}
${tableMarkup({
  caption: `Now, measured on this host, like with like, ${interval}`,
  heads: [{ name: 'algorithms and engine' }, ...heads, { name: 'n' }],
  rows: measured.map((rule) => [
    ruleWords(rule),
    rule.hashNs === null ? ABSENT : formatNs(rule.hashNs.median),
    ruleTimes(rule.verify),
    ruleTimes(rule.sign),
    formatCount(rule.processes),
  ]),
})}
${details('The same in steps of our own chain kernel: what a seller really saves', kernelTable(measured))}</section>`
}

function kernelTable(measured: readonly MeasuredRule[]): string {
  const step = measured[0]?.inKernelSteps.stepNs ?? null
  return tableMarkup({
    caption: `In steps of ${step === null ? ABSENT : formatNs(step.median)}, measured`,
    heads: [{ name: 'algorithms and engine' }, { name: 'a verification' }, { name: 'a signature' }],
    rows: measured.map((rule) => [
      ruleWords(rule),
      ruleTimes(rule.inKernelSteps.verify),
      ruleTimes(rule.inKernelSteps.sign),
    ]),
  })
}

function winsSection({ wins }: ReproduceDocument, curves: Figure, panels: Figure['panels']): string {
  return `<section id="break-evens"><h2>For which numbers of payments each scheme is cheapest</h2>
<p class="signs"><span class="origin">modelled</span></p>
<p>Operations counted, times the prices of a machine: all parties together, one buyer with one seller. What the prices of
processes do not tell apart is not told.</p>
${wins.map(winsTables).join('\n')}
${panels.map((panel) => details(panel.heading, panelMarkup(panel, false))).join('\n')}
${figureDetails(curves)}</section>`
}

function winsTables({ title, groups, breakEvens }: Wins): string {
  const cheapest = groups
    .filter(({ schemes }) => schemes.length > 0)
    .map(({ name, cheapest: zones }) => [name, cheapestWords(zones)])
  const crossings = breakEvens.map(breakEvenWords).map(({ who, when }) => [who, when])
  return `<h3>On ${escapeHtml(title)}</h3>
${tableMarkup({ caption: `Cheapest on ${title}`, heads: [{ name: 'of' }, { name: 'cheapest', kind: 'text' }], rows: cheapest })}
${details(
  `Break-evens on ${title}, pair by pair`,
  tableMarkup({
    caption: `Break-evens on ${title}`,
    heads: [NAME, { name: 'payments', kind: 'text' }],
    rows: crossings,
  }),
)}`
}

function ruleWords({ engine, suite }: MeasuredRule): string {
  return `${SUITE_WORDS[suite]} on ${engine}`
}

function repeatSection({ command, seed, tickbench, environment }: ReproduceDocument): string {
  const { cpu, processors, platform, node, v8, openssl, memoryBytes, commit, packages } = environment
  return `<section id="repeat"><h2>To repeat this</h2>
${factList([
  ['command', command],
  ['seed', String(seed)],
  ['version', `tickbench ${tickbench}, ${commit === null ? 'no checkout' : `commit ${commit}`}`],
  ['machine', `${processors} × ${cpu}, ${formatBytes(memoryBytes)}, ${platform}`],
  ['Node', `${node}, V8 ${v8}, OpenSSL ${openssl}`],
  [
    'packages',
    Object.entries(packages)
      .map((each) => each.join(' '))
      .join(', '),
  ],
])}</section>`
}
