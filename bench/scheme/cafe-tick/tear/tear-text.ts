// The guided tear for people and as one document.

import { counted } from '../../../../src/bytes/counted.ts'
import { PLAIN, type Look } from '../../../words/look.ts'
import type { Paint } from '../../../words/paint.ts'
import { wrapProse } from '../../../words/prose.ts'
import { tableLines, words } from '../../../words/table.ts'
import type { CafeTickMoney, TearCase, TearDemo } from './tear-demo.ts'

export function tearText(card: string, demo: TearDemo, look: Look = PLAIN): string {
  const [only] = demo.cases
  const body = demo.cases.length === 1 && only !== undefined ? storyLines(only, look) : tornLines(demo, look)
  return `${[...headLines(card, demo), '', ...body, '', verdict(demo, look.paint)].join('\n')}\n`
}

/** Schema `tickbench.tear/1`: amounts are decimal strings in minor units. */
export function tearDocument(card: string, demo: TearDemo): string {
  const document = { schema: 'tickbench.tear/1', card, ...demo }
  return `${JSON.stringify(document, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))}\n`
}

function headLines(card: string, { asked, writes, before, after }: TearDemo): readonly string[] {
  return [
    `card       ${card}; copies of it are torn, nothing is kept`,
    `command    ${asked}: ${writes} memory writes when nothing disturbs it`,
    `before     ${describe(before)}`,
    `after      ${describe(after)}`,
  ]
}

function tornLines({ cases }: TearDemo, { width, paint }: Look): readonly string[] {
  const rows = cases.map(({ cut, found, state, recovery, end }) => [
    `${cut.when} write ${cut.write}`,
    `${state}: ${describe(found)}`,
    recovery.slice(1).join(', '),
    `${end.onCard} + ${end.withSeller}${end.conserved ? '' : paint.bad(' LOST')}`,
  ])
  const heads = [words('power cut'), words('memory when it is back'), words('the terminal'), 'card + seller']
  return tableLines(heads, rows, width)
}

/** One tear, step by step. */
function storyLines({ cut, found, state, recovery, end }: TearCase, { width, paint }: Look): readonly string[] {
  const lines = [
    `1. The terminal sends the command; the power goes ${cut.when} memory write ${cut.write}: ${recovery[0] ?? ''}.`,
    `2. When the power is back the memory holds the ${state} state: ${describe(found)}.`,
    `3. The terminal does not know which, and asks again: ${recovery.slice(1).join(', ')}.`,
    `   ${state === 'old' ? 'Nothing had happened, so it happens now.' : 'It had happened, so the answer is only repeated.'}`,
    `4. In the end the card holds ${end.onCard} and the seller ${end.withSeller}: ${end.conserved ? 'nothing is lost and nothing is paid twice' : paint.bad('MONEY IS LOST OR MADE')}.`,
  ]
  return lines.flatMap((line) => wrapProse(line.slice(3), { width, indent: line.slice(0, 3), hanging: '   ' }))
}

function verdict({ cases, holds }: TearDemo, paint: Paint): string {
  const count = (state: TearCase['state']): number => cases.filter((each) => each.state === state).length
  const conserved = cases.filter(({ end }) => end.conserved).length
  return (
    `${holds ? paint.good('ok  ') : paint.bad('FAIL')} ${counted(cases.length, 'cut')}: ${count('old')} leave the old state, ${count('new')} the new one, ` +
    `${count('other')} another; money conserved in ${conserved}`
  )
}

function describe({ balance, txCounter, phase }: CafeTickMoney): string {
  return `balance ${balance}, transaction ${txCounter} ${phase}`
}
