// `tickbench card tear [COMMAND]`: the guided tear, on copies of one emulated card.

import { Option, type Command } from 'commander'
import type { TearMoment } from '../../../card-applets/memory/nvm.ts'
import { demonstrateTear, MOMENTS } from '../../scheme/cafe-tick/tear/tear-demo.ts'
import { tearDocument, tearText } from '../../scheme/cafe-tick/tear/tear-text.ts'
import { planTear, TORN_COMMANDS, type TornCommand } from '../../scheme/cafe-tick/tear/torn-command.ts'
import { explainCard } from '../card-errors.ts'
import { EXIT, UserError } from '../exit.ts'
import { oneOfWords, wholeNumber } from '../options.ts'
import { withCardOptions, type PurseOptions } from '../purse-options.ts'
import { mustExist, withPurse, type CafeTickSession } from '../purse-session.ts'
import { freshBytes } from '../full-card.ts'
import type { Shell } from '../shell.ts'
import { CARD_LANE, traced } from '../trace-option.ts'

interface TearOptions extends PurseOptions {
  readonly write: number | undefined
  readonly when?: TearMoment
  readonly json: boolean
}

export function addTear(card: Command, shell: Shell): void {
  const { terminal, end } = shell
  withCardOptions(card.command('tear'))
    .summary('cuts the power at memory writes of a command, and shows what becomes of the money')
    .description(
      'Tears copies of one emulated card, fresh or from --card-image; nothing is kept. Each time: what the memory holds ' +
        'when the power comes back, what the terminal does then, and whether card and seller together have lost anything.',
    )
    .argument('[COMMAND]', `what to tear: ${TORN_COMMANDS.join(', ')}`, oneOfWords(TORN_COMMANDS), 'tick')
    .option('--write <k>', 'only this memory write of the command, told step by step', wholeNumber(1, 100_000))
    .addOption(
      new Option('--when <moment>', `with --write: ${MOMENTS.join(', ')} it; before unless given`).argParser(
        oneOfWords(MOMENTS),
      ),
    )
    .action(async (command: TornCommand, options: TearOptions) => {
      mustExist(options)
      if (options.cardImage !== undefined && options.issuer === undefined) {
        throw new UserError('card tear --card-image: give --issuer FILE too, since the demonstration loads and pays')
      }
      if (options.when !== undefined && options.write === undefined) {
        throw new UserError('--when is of one memory write: say which with --write K')
      }
      const one = options.write === undefined ? undefined : { write: options.write, when: options.when ?? 'before' }
      const { session, demo } = await traced(options, shell, CARD_LANE, (lane) =>
        withPurse({ ...options, reader: undefined, yesChangeThisCard: false, lane }, async (each) => ({
          session: each,
          demo: await torn(each, options, command, one),
        })),
      )
      if (options.json) terminal.document(tearDocument(session.line, demo))
      else terminal.out(tearText(session.line, demo, terminal.look))
      if (!demo.holds) terminal.err('tickbench: a torn card broke a promise: please report it\n')
      end(demo.holds ? EXIT.done : EXIT.selfCheckFailed)
    })
}

async function torn(
  session: CafeTickSession,
  options: TearOptions,
  command: TornCommand,
  one: { readonly write: number; readonly when: TearMoment } | undefined,
): ReturnType<typeof demonstrateTear> {
  const { crypto, emulated, desk, lane } = session
  const chip = { crypto, random: freshBytes, lane }
  try {
    const plan = await planTear(command, { chip, image: emulated?.image(), desk, now: Date.now() })
    return await demonstrateTear(chip, plan, one)
  } catch (error) {
    if (error instanceof RangeError && one !== undefined) throw new UserError(`--write ${one.write}: ${error.message}`)
    throw (await explainCard(error, options, { ...session, issuer: undefined })) ?? error // copies: nothing is judged
  }
}
