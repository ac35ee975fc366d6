// `tickbench card new|info|load|tear|log`: one card with a tick purse, emulated or real.

import type { Command } from 'commander'
import { counted } from '../../../src/bytes/counted.ts'
import { describePurse, viewPurse, type PurseView } from '../../scheme/cafe-tick/kept/purse-view.ts'
import { EXIT, UserError } from '../exit.ts'
import { sayFacts } from '../facts.ts'
import { wholeNumber } from '../options.ts'
import { withCardOptions, type PurseOptions } from '../purse-options.ts'
import { cardDocument, infoText, logText } from '../purse-text.ts'
import { ForeignCard } from '../../scheme/contract/failure.ts'
import { explainCard } from '../card-errors.ts'
import { foreignCard } from '../compare-errors.ts'
import { whereKept } from '../issuer-at.ts'
import { disagreement, ledgersFound } from '../card-ledgers.ts'
import { askConsent, mustExist, withLockedPurse, withPurse, type CafeTickSession } from '../purse-session.ts'
import type { Shell } from '../shell.ts'
import { CARD_LANE, traced } from '../trace-option.ts'
import { addTear } from './card-tear.ts'

const EXAMPLES = `
Examples:
  tickbench card new --card-image my.card --issuer my.issuer --load 1000
  tickbench card info --card-image my.card       what it is and holds; --reader pcsc: for a real one
  tickbench card load 500 --card-image my.card --issuer my.issuer
  tickbench card log --card-image my.card        its last eight loads and chains
  tickbench card tear                            cut the power of a fresh card at every memory write of a tick
  tickbench card tear load --write 5 --when during`

export function declareCard(card: Command, shell: Shell): void {
  card
    .description('Works with one tick purse: an emulated card, fresh or in an image file, or a real card in a reader.')
    .addHelpText('after', EXAMPLES)
  addNew(card, shell)
  addInfo(card, shell)
  addLoad(card, shell)
  addTear(card, shell)
  addLog(card, shell)
}

function withReader(command: Command): Command {
  return withCardOptions(command).option('--reader <address>', 'a card in a reader: auto, pcsc:[NAME], vpicc:PORT')
}

interface CardOptions extends PurseOptions {
  readonly json: boolean
}

interface NewOptions extends CardOptions {
  readonly load?: bigint
}

const CONSENT = '--yes-change-this-card'

function addNew(card: Command, shell: Shell): void {
  const { terminal, end } = shell
  withReader(card.command('new'))
    .summary('a blank card becomes a purse')
    .description('Gives a blank card its number, keys and certificate, once and for good; makes the issuer if need be.')
    .option('--load <units>', 'minor units to load at once (default: none)', amount)
    .option(CONSENT, 'allow a real card to be personalised and loaded', false)
    .action(async (options: NewOptions) => {
      const { session, view } = await changed(shell, options, async (each) => {
        refuseToMake(each, options, await viewPurse(each.card))
        const held = await each.desk.personalise(each.card)
        if (options.load !== undefined) await each.desk.load(held, options.load)
      })
      if (options.json) terminal.document(cardDocument(session, view))
      else terminal.out(infoText(session, view))
      end(EXIT.done)
    })
}

function addLoad(card: Command, shell: Shell): void {
  const { terminal, end } = shell
  withReader(card.command('load'))
    .summary('the issuer loads a purse')
    .argument('<units>', 'minor units to load', amount)
    .option(CONSENT, 'allow a real card to be loaded', false)
    .action(async (units: bigint, options: CardOptions) => {
      mustExist(options)
      if (options.issuer === undefined && options.reader === undefined) {
        throw new UserError('card load: who may load this card? give --issuer FILE')
      }
      const { session, view } = await changed(shell, options, async (each) => {
        const found = await viewPurse(each.card)
        if (found.kind !== 'purse') throw new UserError(`${describePurse(found)}: make one with card new`, EXIT.refused)
        if (each.issuer === undefined && each.isReal) throw foreignCard(new ForeignCard())
        askConsent(each, options, `load ${counted(units, 'minor unit')} onto this card, and end a chain that is open`)
        await each.desk.load(await each.desk.personalise(each.card), units)
      })
      // The files were this process's own until now: nobody else was changing them.
      const ledgers = await ledgersFound(session, view, undefined)
      if (options.json) terminal.document(cardDocument(session, view, ledgers))
      else terminal.out(infoText(session, view, ledgers))
      end(EXIT.done)
    })
}

function addInfo(card: Command, shell: Shell): void {
  const { terminal, end } = shell
  withReader(card.command('info'))
    .summary('what the card is and holds; changes nothing')
    .action(async (options: CardOptions) => {
      mustExist(options)
      const { found, text } = await looked(shell, options, async (session) => {
        const view = await viewPurse(session.card)
        const ledgers = await ledgersFound(session, view, options.cardImage)
        const shown = options.json ? cardDocument(session, view, ledgers) : infoText(session, view, ledgers)
        return { found: ledgers, text: shown }
      })
      if (options.json) terminal.document(text)
      else terminal.out(text)
      if (found?.inOrder === false) throw disagreement({ ...options, found })
      end(EXIT.done)
    })
}

function addLog(card: Command, shell: Shell): void {
  const { terminal, end } = shell
  withReader(card.command('log'))
    .summary('the last eight loads and chains; changes nothing')
    .action(async (options: CardOptions) => {
      mustExist(options)
      const text = await looked(shell, options, async (session) => {
        const view = await viewPurse(session.card)
        return options.json ? cardDocument(session, view) : logText(session, view, terminal.look)
      })
      if (options.json) terminal.document(text)
      else terminal.out(text)
      end(EXIT.done)
    })
}

function refuseToMake(session: CafeTickSession, options: NewOptions, view: PurseView): void {
  if (view.kind !== 'blank') {
    const next = view.kind === 'purse' ? 'a card is made once; take another one' : 'install the applet first'
    throw new UserError(`this card has ${describePurse(view)}: ${next}`, EXIT.refused)
  }
  if (session.issuer === undefined && (session.isReal || options.cardImage !== undefined)) {
    throw new UserError('card new: give --issuer FILE to keep who may load this card; nobody could without it')
  }
  const kept = session.issuer === undefined ? '' : ` (${whereKept(session.issuer.file)})`
  askConsent(session, options, `write a number, keys and a certificate to this card, for good${kept}`)
}

interface Changed {
  readonly session: CafeTickSession
  readonly view: PurseView
}

async function looked<T>(
  shell: Shell,
  options: PurseOptions,
  look: (session: CafeTickSession) => Promise<T>,
): Promise<T> {
  return traced(options, shell, CARD_LANE, (lane) => withPurse({ ...options, yesChangeThisCard: false, lane }, look))
}

/** Says which card, changes it, keeps it, looks at it. */
async function changed(
  shell: Shell,
  options: PurseOptions,
  change: (session: CafeTickSession) => Promise<void>,
): Promise<Changed> {
  const { terminal } = shell
  const say = (line: string): void => terminal.err(`tickbench: ${line}\n`)
  return traced(options, shell, CARD_LANE, (lane) =>
    withLockedPurse({ ...options, lane }, say, async (session) => {
      if (session.isReal) sayFacts(terminal, [['card', session.line]])
      try {
        await change(session)
      } catch (error) {
        throw (await explainCard(error, options, session)) ?? error
      }
      await session.keep()
      return { session, view: await viewPurse(session.card) }
    }),
  )
}

/** Far more than anybody carries in a purse: more is a slip of the keyboard. */
const LARGEST_LOAD = 1_000_000_000

function amount(text: string): bigint {
  return BigInt(wholeNumber(1, LARGEST_LOAD)(text))
}
