// What came of conversations with a card: for people and as a document. PINs and personalisation stay hidden.

import { maskedCommand, secretsMask } from '../../reader/recording/mask.ts'
import { parseHex, printHex } from '../../src/bytes/hex.ts'
import type { CardFacts } from '../../src/card/channel.ts'
import type { Conversation } from '../../src/card/conversation/conversation.ts'
import type { ExchangeReport } from '../../src/card/conversation/converse.ts'
import type { Judgement, Verdict } from '../../src/card/conversation/differences.ts'
import { decodeCommand } from '../../src/iso7816/command-apdu.ts'
import { counted } from '../../src/bytes/counted.ts'
import { NO_PAINT, type Paint } from '../words/paint.ts'

export interface Conformance {
  readonly conversation: Conversation
  readonly judgement: Judgement
}

/** Whether the card answered everything as it must, or as it is known to. */
export function conforms({ judgement: { verdicts, gone } }: Conformance): boolean {
  return gone.length === 0 && verdicts.every(([, { kind }]) => kind !== 'differs')
}

/** One line for the conversation, then what did not agree. */
export function conformanceText(
  { conversation, judgement: { verdicts, gone } }: Conformance,
  paint: Paint = NO_PAINT,
): string {
  const count = (kind: Verdict['kind']): number => verdicts.filter(([, verdict]) => verdict.kind === kind).length
  const [differ, known] = [count('differs'), count('differsAsKnown')]
  const counts = [
    paint.good(`${count('agrees')} agree`),
    ...(differ > 0 ? [paint.bad(`${differ} differ`)] : []),
    ...(known > 0 ? [paint.doubt(`${known} differ as is known`)] : []),
  ]
  const head = `${conversation.name.padEnd(18)} ${counted(verdicts.length, 'exchange').padStart(13)}: ${counts.join(', ')}`
  const lines = verdicts.flatMap(([report, verdict]) => exchangeLines(report, verdict))
  return [head, ...lines, ...gone.map(({ place, about }) => `  ${place} ${about}: no longer differs`)].join('\n')
}

function exchangeLines(report: ExchangeReport, verdict: Verdict): readonly string[] {
  const { exchange, findings, answered } = report
  if (verdict.kind === 'agrees') return []
  const head = `  ${exchange.place} ${exchange.about}`
  if (verdict.kind === 'differsAsKnown')
    return [head, `    < ${shortened(answered)}  as is known: ${verdict.difference.why}`]
  return [head, `    > ${shortened(sentOf(report))}`, ...findings.map((finding) => `    < ${shortened(finding)}`)]
}

export function conformanceDocument(facts: CardFacts | undefined, all: readonly Conformance[]): unknown {
  return {
    schema: 'tickbench.conform/1',
    reader: facts === undefined ? undefined : { ...facts, atr: printHex(facts.atr) },
    conversations: all.map(({ conversation, judgement }) => ({
      name: conversation.name,
      changes: conversation.changes,
      exchanges: judgement.verdicts.map(([report, verdict]) => ({
        place: report.exchange.place,
        about: report.exchange.about,
        applet: report.applet,
        command: report.command,
        sent: sentOf(report),
        answered: report.answered,
        verdict: verdict.kind,
        findings: report.findings,
      })),
      noLongerDiffers: judgement.gone.map(({ place }) => place),
    })),
  }
}

function sentOf({ sent }: ExchangeReport): string {
  return maskedCommand(decodeCommand(parseHex(sent)), secretsMask)
}

const WIDEST = 120

function shortened(text: string): string {
  return text.length <= WIDEST ? text : `${text.slice(0, WIDEST)}... (${text.length} characters)`
}
