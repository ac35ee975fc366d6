// The command line as a whole: its own options, the list of verbs, help, and how errors end it.

import { Command, CommanderError, Help, Option } from 'commander'
import type { Look } from '../words/look.ts'
import { packageVersion } from './about.ts'
import { COLOUR_CHOICES } from './colour.ts'
import { endingOf, EXIT, EXIT_CODE_HELP, type ExitCode } from './exit.ts'
import { oneOfWords } from './options.ts'
import type { Shell } from './shell.ts'
import type { Terminal } from './terminal.ts'
import { withTraceWords } from './trace-words.ts'
import { nameOf, VERBS } from './verbs.ts'

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
    await program.parseAsync([...withTraceWords(args)], { from: 'user' })
    return ended
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    const { exitCode, lines } = endingOf(error, isVerbose(args))
    terminal.err(`${lines.join('\n')}\n`)
    return exitCode
  }
}

function createProgram(shell: Shell): Command {
  const { terminal, args } = shell
  const program = new Command('tickbench')
    .description(
      'A smartcard comparison testbed: CAFE-style purse ticks beside the coupons of "Micro-Payments based on iKP".',
    )
    .version(packageVersion(), '-V, --version')
    .option('-v, --verbose', 'adds the cause to an error')
    .addOption(
      new Option('--color <when>', `colours: ${COLOUR_CHOICES.join(', ')}`)
        .argParser(oneOfWords(COLOUR_CHOICES))
        .default('auto', 'auto: on a terminal, unless NO_COLOR is set'),
    )
    .addHelpText('after', `\n${EXIT_CODE_HELP}`)
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true, subcommandTerm: termOf })
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHelpWidth: () => helpWidth(terminal.look),
      getErrHelpWidth: () => helpWidth(terminal.errLook),
      outputError: (text, write) => write(oneLine(text, verbOf(program, args))),
    })
    .exitOverride()
    .hook('preSubcommand', (_, command) => declare(command, shell))
  for (const verb of VERBS) program.command(nameOf(verb)).summary(verb.summary)
  program.command('help [command...]').description('display help for command').action(helpOn)
  return program

  async function helpOn([verb, ...words]: readonly string[]): Promise<void> {
    const command = commandOf(program, verb)
    if (command === undefined) return program.help({ error: verb !== undefined })
    await declare(command, shell)
    words.reduce((outer, word) => commandOf(outer, word) ?? outer, command).help()
  }
}

function commandOf({ commands }: Command, name: string | undefined): Command | undefined {
  return commands.find((each) => each.name() === name)
}

/** What the verb itself says of its words: it is loaded now. */
async function declare(command: Command, shell: Shell): Promise<void> {
  const fill = await VERBS.find((verb) => nameOf(verb) === command.name())?.load()
  fill?.(command, shell)
}

const plainHelp = new Help()

/** Verbs are listed before they are loaded. */
function termOf(command: Command): string {
  const verb = command.parent?.parent === null ? VERBS.find((each) => nameOf(each) === command.name()) : undefined
  return verb?.usage ?? plainHelp.subcommandTerm(command)
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
