// The verbs of the command line. Each is a thin shell around functions that the library offers.

import { Command, CommanderError, Option } from 'commander'
import type { Look } from '../words/look.ts'
import { packageVersion } from './about.ts'
import { COLOUR_WISHES } from './colour.ts'
import { addApdu, addRecord } from './commands/apdu.ts'
import { addAttack } from './commands/attack.ts'
import { addBench } from './commands/bench.ts'
import { addCard } from './commands/card.ts'
import { addCompare } from './commands/compare.ts'
import { addConform } from './commands/conform.ts'
import { addProfiles } from './commands/profiles.ts'
import { addDoctor, addReaders } from './commands/readers.ts'
import { addReplay } from './commands/replay.ts'
import { addReport } from './commands/report.ts'
import { addReproduce } from './commands/reproduce.ts'
import { addServe } from './commands/serve.ts'
import { endingOf, EXIT, EXIT_CODE_HELP, type ExitCode } from './exit.ts'
import { oneOfWords } from './options.ts'
import type { Shell } from './shell.ts'
import type { Terminal } from './terminal.ts'

/** Runs the command line and gives the exit code. Never throws. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let ended: ExitCode = EXIT.done
  const program = createProgram({
    terminal,
    args,
    end: (code) => {
      ended = code
    },
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return ended
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    const { exitCode, lines } = endingOf(error, isVerbose(args))
    terminal.err(`${lines.join('\n')}\n`)
    return exitCode
  }
}

/** Exported for the tests. */
export function createProgram(shell: Shell): Command {
  const { terminal, args } = shell
  const program = new Command('tickbench')
    .description(
      'A smartcard comparison testbed: CAFE-style purse ticks beside the coupons of "Micro-Payments based on iKP".',
    )
    .version(packageVersion(), '-V, --version')
    .option('-v, --verbose', 'adds the cause to an error')
    .addOption(
      new Option('--color <when>', `colours: ${COLOUR_WISHES.join(', ')}`)
        .argParser(oneOfWords(COLOUR_WISHES))
        .default('auto', 'auto: on a terminal, unless NO_COLOR is set'),
    )
    .addHelpText('after', `\n${EXIT_CODE_HELP}`)
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHelpWidth: () => helpWidth(terminal.look),
      getErrHelpWidth: () => helpWidth(terminal.errLook),
      outputError: (text, write) => write(oneLine(text, verbOf(program, args))),
    })
    .exitOverride()
  addCompare(program, shell)
  addAttack(program, shell)
  addBench(program, shell)
  addReport(program, shell)
  addReproduce(program, shell)
  addCard(program, shell)
  addProfiles(program, shell)
  addReaders(program, shell)
  addDoctor(program, shell)
  addServe(program, shell)
  addApdu(program, shell)
  addRecord(program, shell)
  addReplay(program, shell)
  addConform(program, shell)
  for (const command of program.commands) command.copyInheritedSettings(program)
  return program
}

/** Words behind `--` are another program's. */
function isVerbose(args: readonly string[]): boolean {
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  return own.some((word) => word === '--verbose' || word === '-v')
}

/** A help that goes elsewhere is for people, too. */
function helpWidth({ width }: Look): number {
  return width === Infinity ? 80 : width
}

/** What was wrong and what to do next, in the one line that every error has. */
function oneLine(text: string, verb: Command | undefined): string {
  const line = text
    .trimEnd()
    .replace(/^error: /, 'tickbench: ')
    .replaceAll('\n', ' ')
  if (/Did you mean|is invalid/.test(line)) return `${line}\n`
  return `${line} (see: tickbench ${verb === undefined ? '' : `${verb.name()} `}--help)\n`
}

function verbOf(program: Command, args: readonly string[]): Command | undefined {
  return program.commands.find((command) => args.includes(command.name()))
}
