// `tickbench card pay UNITS`: payments by hand, each a whole conversation: SELECT, certificate, OPEN, ticks, CLOSE, deposit.

import { Option, type Command } from 'commander'
import { algorithmsOf } from '../../../card-applets/time/algorithms.ts'
import type { CardSetting } from '../../../card-applets/time/card-profiles.ts'
import { createModelledClock, type ModelledClock } from '../../../card-applets/time/modelled-clock.ts'
import { counted } from '../../../src/bytes/counted.ts'
import { LONGEST_CHAIN } from '../../../src/chain/chain.ts'
import { observedChain } from '../../../src/chain/observed.ts'
import { observed } from '../../../src/crypto/observed.ts'
import { createTally, type Tally } from '../../../src/crypto/operations.ts'
import { formatCount } from '../../words/format.ts'
import { payByHand, type HandOrder, type PaidByHand } from '../../scheme/cafe-tick/by-hand.ts'
import { readBalance, type HeldCard } from '../../scheme/cafe-tick/issuer.ts'
import { describePurse, viewPurse } from '../../scheme/cafe-tick/kept/purse-view.ts'
import { ForeignCard } from '../../scheme/contract/failure.ts'
import { runChain } from '../../scheme/contract/run-chain.ts'
import { changedPurse, type Changed } from '../card-change.ts'
import { ledgersFound, refuseUnfit } from '../card-ledgers.ts'
import { settingNamed } from '../card-setting.ts'
import { foreignCard } from '../compare-errors.ts'
import { EXIT, UserError } from '../exit.ts'
import { freshBytes } from '../full-card.ts'
import { wholeNumber } from '../options.ts'
import { payDocument, payText, type HandReceipt } from '../pay-text.ts'
import type { PurseOptions } from '../purse-options.ts'
import { askConsent, mustExist, type CafeTickSession } from '../purse-session.ts'
import type { Shell } from '../shell.ts'
import { suiteFor } from '../suite-option.ts'

interface PayOptions extends PurseOptions {
  readonly times: number
  readonly seller: string
  readonly tickValue: bigint
  readonly cardProfile?: string
  readonly json: boolean
}

/** Longer ones are no names. */
const LONGEST_NAME = 64

/** `command` has the options of a verb of `card` already. */
export function addPay(command: Command, shell: Shell, amount: (text: string) => bigint): void {
  const { terminal, end } = shell
  command
    .summary('pays a seller by hand, tick by tick, and deposits at once')
    .description(
      'Each payment is a whole conversation: SELECT, the certificate, OPEN over exactly the units, every tick, CLOSE; then ' +
        'the seller deposits with the issuer, so that card and issuer agree afterwards.',
    )
    .argument('<units>', 'minor units to pay', amount)
    .option('--times <n>', 'how many such payments', wholeNumber(1, 10_000), 1)
    .option('--seller <name>', 'who is paid', 'demo-seller')
    .addOption(new Option('--tick-value <units>', 'minor units a tick').argParser(amount).default(1n, '1'))
    .option('--card-profile <name[:wire]>', 'time an emulated card as this one (see: tickbench profiles)')
    .action(async (units: bigint, options: PayOptions) => {
      const order = orderOf(units, options)
      mustExist(options)
      if (options.issuer === undefined && options.reader === undefined) {
        throw new UserError('card pay: who pays the seller? give --issuer FILE')
      }
      const { session, view, done: receipt } = await paid(shell, options, order)
      const ledgers = await ledgersFound(session, view, undefined)
      if (options.json) terminal.document(payDocument(receipt, ledgers))
      else terminal.out(payText(receipt, ledgers, terminal.look))
      if (!receipt.holds)
        terminal.err('tickbench: a self-check failed: card and deposit do not agree; please report it\n')
      end(receipt.holds ? EXIT.done : EXIT.selfCheckFailed)
    })
}

function orderOf(units: bigint, { times, seller, tickValue }: PayOptions): HandOrder {
  if (units % tickValue !== 0n) {
    throw new UserError(`${units} units are no whole number of ticks of ${tickValue}: give another --tick-value`)
  }
  const ticks = Number(units / tickValue)
  if (ticks > LONGEST_CHAIN) {
    const most = formatCount(LONGEST_CHAIN)
    throw new UserError(`${formatCount(ticks)} ticks are more than a chain has (${most}): give a higher --tick-value`)
  }
  if (seller === '' || seller.length > LONGEST_NAME) {
    throw new UserError(`--seller: give a name of 1 to ${LONGEST_NAME} characters`)
  }
  return { seller, ticks, tickValue, times }
}

async function paid(shell: Shell, options: PayOptions, order: HandOrder): Promise<Changed<HandReceipt>> {
  const setting = options.cardProfile === undefined ? undefined : settingNamed(options.cardProfile)
  const suite = await suiteFor({ ...options, setting })
  const tallies = { card: createTally(), seller: createTally(), issuer: createTally() }
  const use = { ...options, suite, observeIssuer: tallies.issuer.observe }
  return changedPurse(shell, use, async (session) => {
    if (setting !== undefined && session.watch === undefined) {
      throw new UserError('--card-profile models emulated cards: a card in a reader has a time of its own')
    }
    const held = await takenBack(session, options, order)
    let made = 0
    try {
      return await payWith({ session, held, order, setting, tallies, onPaid: (number) => void (made = number) })
    } catch (error) {
      // Of an emulated card nothing is kept.
      if (session.isReal && made > 0)
        shell.terminal.err(`tickbench: ${made} of ${order.times} payments were made before\n`)
      throw error
    }
  })
}

/** Asked for before anything is sent that changes the card; then the issuer closes what is open on it. */
async function takenBack(session: CafeTickSession, options: PayOptions, order: HandOrder): Promise<HeldCard> {
  const found = await viewPurse(session.card)
  if (found.kind !== 'purse') throw new UserError(`${describePurse(found)}: make one with card new`, EXIT.refused)
  if (session.issuer === undefined && session.isReal) throw foreignCard(new ForeignCard())
  const total = BigInt(order.ticks) * order.tickValue * BigInt(order.times)
  askConsent(session, options, `pay ${counted(total, 'minor unit')} from this card, and end a chain that is open`)
  const card = options.cardImage ?? 'the card'
  refuseUnfit(card, await ledgersFound(session, found, undefined), ['issuerOlder', 'cardHoldsMore'])
  const held = await session.desk.personalise(session.card)
  if (held.balance < total) {
    const line = `${card} holds ${counted(held.balance, 'minor unit')}, and ${formatCount(total)} are to be paid`
    throw new UserError(`${line}: load it with card load, or pay less`, EXIT.refused)
  }
  return held
}

interface Paying {
  readonly session: CafeTickSession
  readonly held: HeldCard
  readonly order: HandOrder
  readonly setting: CardSetting | undefined
  readonly tallies: Readonly<Record<'card' | 'seller' | 'issuer', Tally>>
  readonly onPaid: (number: number) => void
}

async function payWith({ session, held, order, setting, tallies, onPaid }: Paying): Promise<HandReceipt> {
  const { crypto, desk, lane, emulated } = session
  const name = setting?.profile.name ?? ''
  const clock = setting && createModelledClock({ ...setting, algorithms: algorithmsOf(crypto.suite) })
  if (clock !== undefined) lane?.setCardClock(() => clock.nowNs())
  const before = { balance: held.balance, apdus: session.apdus(), writes: emulated?.memoryWrites() }
  session.watch?.(watchersOf(tallies.card, clock))
  const done = await payByHand(
    {
      desk,
      random: freshBytes,
      lane,
      onPaid,
      terminal: {
        crypto: observed(crypto, tallies.seller.observe),
        chain: observedChain(runChain, tallies.seller.observe),
        issuerKey: desk.issuer.certificateKey.publicKey,
        now: () => Date.now(),
      },
      operations: () => ({
        card: tallies.card.read(),
        seller: tallies.seller.read(),
        issuer: tallies.issuer.read(),
      }),
    },
    held,
    order,
  )
  session.watch?.(watchersOf(createTally(), undefined))
  const apdus = session.apdus() - before.apdus
  const writes = before.writes === undefined ? undefined : (emulated?.memoryWrites() ?? 0) - before.writes
  const modelled = clock?.read()
  if (modelled?.kind === 'missingFigures') {
    const missing = modelled.operations.join(', ')
    throw new UserError(`--card-profile ${name}: this card was never measured doing ${missing}; take another`)
  }
  const balance = { before: before.balance, after: await readBalance(held) }
  const { line, isReal, card } = session
  return {
    card: { line, real: isReal, reader: card.facts.reader },
    order,
    done,
    apdus,
    writes,
    balance,
    modelled: modelled && { card: name, time: modelled },
    holds: agrees(balance, done, order),
  }
}

/** What has left the card is what the seller was paid, and what was ordered. */
function agrees(
  balance: HandReceipt['balance'],
  { deposited }: PaidByHand,
  { ticks, tickValue, times }: HandOrder,
): boolean {
  const left = balance.before - balance.after
  return left === deposited && left === BigInt(ticks) * tickValue * BigInt(times)
}

function watchersOf(tally: Tally, clock: ModelledClock | undefined) {
  if (clock === undefined) return { observe: tally.observe }
  const { onWrite, onRandom, onExchange } = clock
  return {
    observe(...seen: Parameters<Tally['observe']>): void {
      tally.observe(...seen)
      clock.observe(...seen)
    },
    onWrite,
    onRandom,
    onExchange,
  }
}
