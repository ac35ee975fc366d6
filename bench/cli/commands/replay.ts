// `tickbench replay`: a recording again. Against itself it shows the conversation and checks that it can be repeated;
// against a card it says the same and compares the answers. Also the way to Wireshark.

import { readFileSync, writeFileSync } from 'node:fs'
import { Option, type Command } from 'commander'
import { openReplay } from '../../../reader/drivers/replay.ts'
import { exportPcap } from '../../../reader/recording/pcap.ts'
import { parseRecording, type Recording } from '../../../reader/recording/recording.ts'
import {
  firstHidden,
  recordedCommands,
  repeatRecording,
  type Comparison,
  type Repeated,
} from '../../../reader/recording/repeat.ts'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { counted } from '../../../src/bytes/counted.ts'
import { printHex } from '../../../src/bytes/hex.ts'
import type { CardFacts, OpenCard } from '../../../src/card/channel.ts'
import { hostClock, summariseLatencies } from '../../measure/latency.ts'
import { formatNs } from '../../words/format.ts'
import { RecordingText } from '../../witness/recording-text.ts'
import { refuseUnlessAllowed } from '../consent.ts'
import { EXIT, UserError } from '../exit.ts'
import { READER_FORMS, withCard } from '../open-for-talk.ts'
import type { Shell } from '../shell.ts'

interface ReplayOptions {
  readonly reader: string | undefined
  readonly yesChangeThisCard: boolean
  readonly compare: Comparison
  readonly keepGoing: boolean
  readonly pcap: string | undefined
  readonly json: boolean
}

const EXAMPLES = `
Exit codes of this verb:
  0  every answer was as recorded       1  an answer differed: FILE:LINE says where
  2  the file is no recording, or holds what may not be sent      4  no reader, no card, or the wire broke

Examples:
  tickbench record talk.txt --reader emulated: "select purse" "data 9F7F"
  tickbench replay talk.txt                               shows it, decoded, with the recorded times
  tickbench replay talk.txt --reader pcsc:                says the same to a card and compares the answers
  tickbench replay talk.txt --pcap talk.pcap              for Wireshark (GSMTAP)`

export function declareReplay(command: Command, shell: Shell): void {
  command
    .description(
      'Without --reader the recording itself answers. Nothing is sent to a card before the whole file is known to be ' +
        'allowed; hidden PINs and keys are never made up; the first difference ends it.',
    )
    .argument('<FILE>', 'as tickbench record wrote it')
    .option('--reader <address>', READER_FORMS)
    .option('--yes-change-this-card', 'allow commands that may change a real card or try a PIN', false)
    .addOption(
      new Option('--compare <what>', 'status words only where answers are fresh each time, e.g. signatures')
        .choices(['answers', 'statusWords'])
        .default('answers'),
    )
    .option('--keep-going', 'go on after a difference', false)
    .option('--pcap <file>', 'write the recording for Wireshark, as GSMTAP')
    .option('--json', 'one JSON document on standard output and nothing else', false)
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: ReplayOptions) => replay(shell, file, options))
}

async function replay(shell: Shell, file: string, options: ReplayOptions): Promise<void> {
  const { terminal, end } = shell
  const recording = read(file)
  if (options.pcap !== undefined) {
    writePcap(options.pcap, recording)
    terminal.err(`written  ${options.pcap}: open it with wireshark\n`)
  }
  const { reader } = options
  const say = (line: string): void => terminal.err(`${line}\n`)
  const run =
    reader === undefined
      ? await againstItself({ recording, file })
      : await againstCard({ recording, file }, { ...options, reader }, say)
  const differing = run.repeated.filter(({ same }) => !same)
  if (options.json) {
    terminal.document(`${JSON.stringify(documentOf(file, recording.facts, run))}\n`)
  } else {
    const text = new RecordingText(file)
    for (const each of run.repeated) terminal.out(`${text.exchange(each, run.against !== undefined)}\n`)
    terminal.out(`${summaryOf(run, recording)}\n`)
  }
  end(differing.length === 0 ? EXIT.done : EXIT.selfCheckFailed)
}

interface Run {
  /** The card's facts; undefined where the recording itself answered. */
  readonly against: CardFacts | undefined
  readonly repeated: readonly Repeated[]
}

interface RecordingFile {
  readonly recording: Recording
  readonly file: string
}

async function againstItself({ recording, file }: RecordingFile): Promise<Run> {
  const card = openReplay(recording, file)
  const repeated = await all(recording, card, { compare: 'answers', keepGoing: true, clock: card.clock })
  const unplayed = card.unplayed()
  if (unplayed !== undefined) throw unplayed
  return { against: undefined, repeated }
}

async function againstCard(
  { recording, file }: RecordingFile,
  options: ReplayOptions & { readonly reader: string },
  say: (line: string) => void,
): Promise<Run> {
  const hidden = firstHidden(recording)
  if (hidden !== undefined)
    throw new UserError(`${file}:${hidden}: holds a hidden PIN or key, which is not sent: cut the recording before it`)
  return withCard({ reader: options.reader }, say, async ({ card }) => {
    for (const { line, command } of recordedCommands(recording))
      refuseUnlessAllowed(card.facts, command, options.yesChangeThisCard, `${file}:${line}: `)
    return { against: card.facts, repeated: await all(recording, card, { ...options, clock: hostClock }) }
  })
}

type Going = Pick<ReplayOptions, 'compare' | 'keepGoing'> & { readonly clock: () => bigint }

async function all(recording: Recording, card: OpenCard, { compare, keepGoing, clock }: Going): Promise<Repeated[]> {
  const repeated: Repeated[] = []
  for await (const each of repeatRecording(recording, card, { clock, compare })) {
    repeated.push(each)
    if (!each.same && !keepGoing) break
  }
  return repeated
}

function read(file: string): Recording {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new UserError(`${file} cannot be read: give a file that tickbench record wrote`, EXIT.usage, { cause })
  }
  try {
    const recording = parseRecording(text, file)
    recordedCommands(recording)
    return recording
  } catch (error) {
    if (error instanceof DecodeError) throw new UserError(error.message, EXIT.usage, { cause: error })
    throw error
  }
}

function writePcap(file: string, recording: Recording): void {
  const capture = captureOf(recording)
  try {
    writeFileSync(file, capture, { flag: 'wx' })
  } catch (cause) {
    throw new UserError(`${file} cannot be made: give the name of a new file`, EXIT.usage, { cause })
  }
}

function captureOf(recording: Recording): Uint8Array {
  try {
    return exportPcap(recording)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new UserError(`--pcap: ${cause.message}: mend the line that begins with "began"`, EXIT.usage, { cause })
  }
}

function summaryOf({ against, repeated }: Run, { steps }: Recording): string {
  const differing = repeated.filter(({ same }) => !same).length
  const exchanges = steps.filter(({ kind }) => kind === 'exchange').length
  const then = summariseLatencies(repeated.map(({ step }) => Number(step.elapsedNs)))
  const recorded = `recorded median ${formatNs(then.p50)}, max ${formatNs(then.max)}`
  if (against === undefined) return `${counted(exchanges, 'exchange')}, ${recorded}`
  const now = summariseLatencies(repeated.map(({ elapsedNs }) => elapsedNs))
  const measured = `measured now on ${against.address}: median ${formatNs(now.p50)}, max ${formatNs(now.max)}`
  return `${repeated.length} of ${counted(exchanges, 'exchange')} repeated, ${differing} differed; ${recorded}; ${measured}`
}

function documentOf(file: string, facts: CardFacts, { against, repeated }: Run): unknown {
  return {
    schema: 'tickbench.replay/1',
    file,
    recordedFrom: factsDocument(facts),
    repeatedOn: against === undefined ? null : factsDocument(against),
    exchanges: repeated.map(({ step, recorded, answered, same, elapsedNs }) => ({
      line: step.line,
      command: step.command,
      recorded,
      answered,
      same,
      recordedNs: Number(step.elapsedNs),
      measuredNs: against === undefined ? null : elapsedNs,
    })),
  }
}

function factsDocument(facts: CardFacts): unknown {
  return { ...facts, atr: printHex(facts.atr) }
}
