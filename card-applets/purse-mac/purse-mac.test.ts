import { describe, expect, it } from 'vitest'
import type { OpenCard } from '../../src/card/channel.ts'
import { COMMON_STATUSES, send, type CardCommand } from '../../src/card/commands.ts'
import { PURSE_MAC_COMMANDS, PURSE_MAC_STATUSES } from '../../src/card/purse-mac/purse-commands.ts'
import { PURSE_MAC_MODULE_COMMANDS, PURSE_MAC_MODULE_STATUSES } from '../../src/card/purse-mac/module-commands.ts'
import { openTerminal, type Doubt, type TerminalParts } from '../../src/card/purse-mac/terminal.ts'
import { createTally } from '../../src/crypto/operations.ts'
import { shadowBalance } from '../../src/payment/card-account.ts'
import { pinBytes } from '../../src/payment/card-guard.ts'
import { Numbered } from '../../src/payment/numbered.ts'
import { orderCredit } from '../../src/payment/purse-mac/issuer.ts'
import { bookPurchase, collect } from '../../src/payment/purse-mac/acquirer.ts'
import { BALANCE, must, NOW } from '../../src/payment/purse-mac/testing/mac-world.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import { ask } from '../testing/ask.ts'
import { macCards } from '../testing/mac-cards.ts'
import { portCard } from '../testing/port-card.ts'

const cards = macCards()
const { issuer, account, seller } = cards.world

interface Counter {
  readonly iep: EmulatedCard
  readonly psam: EmulatedCard
  readonly parts: TerminalParts
}

function atCounter(iep = cards.iep(), psam = cards.psam()): Counter {
  let kept: Doubt | undefined
  const keeper = { read: () => kept, write: (doubt: Doubt | undefined) => (kept = doubt) }
  return { iep, psam, parts: { iep: portCard(iep), psam: portCard(psam), keeper } }
}

function balanceOf(card: EmulatedCard): bigint {
  return must(ask(card, PURSE_MAC_COMMANDS.readStatus, {})).balance
}

describe('a purse, a module and an acquirer, through bytes', () => {
  it('purchases are collected on one MAC, and the money is all there', async () => {
    const { iep, psam, parts } = atCounter()
    const purchases = []
    for (const units of [30n, 12n, 500n]) purchases.push(...must(await openTerminal(parts).buy({ units, date: NOW })))
    const collection = must(await send(parts.psam, PURSE_MAC_MODULE_COMMANDS.beginCollection, {}))
    const [paid, outcome] = collect(issuer, seller, { collection, purchases })
    const { receipt, units, purchases: booked } = must(outcome)
    must(await send(parts.psam, PURSE_MAC_MODULE_COMMANDS.endCollection, receipt))
    let books = account
    for (const purchase of booked) [books] = bookPurchase(books, purchase)
    expect([units, paid.paid, shadowBalance(books)]).toEqual([542n, 542n, balanceOf(iep)])
    expect(must(ask(psam, PURSE_MAC_MODULE_COMMANDS.readStatus, {}))).toMatchObject({ number: 3, total: 0n, count: 0 })
  })

  it('a purchase costs four commands, nine MACs, one hash and two atomic writes', async () => {
    const tally = createTally()
    const writes: string[] = []
    const seen = { observe: tally.observe, onWrite: ({ kind }: { kind: string }) => writes.push(kind) }
    const exchanges: Uint8Array[] = []
    const watched = { ...seen, onExchange: (command: Uint8Array) => exchanges.push(command) }
    const { parts } = atCounter(cards.iep(watched), cards.psam(watched))
    must(await openTerminal(parts).buy({ units: 30n, date: NOW }))
    expect(exchanges).toHaveLength(4)
    expect(tally.read()).toMatchObject({ mac: 9, hash: 1 })
    expect(writes).toEqual(['atomic', 'atomic'])
  })

  it('a purse that asks for its PIN gets it between two tries', async () => {
    const iep = cards.blankIep()
    const holder = { pin: pinBytes('1234'), puk: pinBytes('55555555'), withoutPin: 0n }
    must(ask(iep, PURSE_MAC_COMMANDS.personalise, { ...cards.world.iepPersonalisation, holder }))
    const offer = must(ask(iep, PURSE_MAC_COMMANDS.initializeLoad, {}))
    const opened = { ...account, loads: Numbered.of<never>(), loaded: 0n }
    must(ask(iep, PURSE_MAC_COMMANDS.credit, must(orderCredit(issuer, opened, offer, 100n)[1])))
    const { parts } = atCounter(iep)
    expect(await openTerminal(parts).buy({ units: 30n, date: NOW })).toEqual({ ok: false, refused: 'pinRequired' })
    must(await send(parts.iep, PURSE_MAC_COMMANDS.verifyPin, { pin: pinBytes('1234') }))
    expect(must(await openTerminal(parts).buy({ units: 30n, date: NOW }))).toHaveLength(1)
    expect(balanceOf(iep)).toBe(70n)
  })

  it('a refusal of the module or the purse is a value, and nothing is in doubt', async () => {
    const { iep, parts } = atCounter()
    expect(await openTerminal(parts).buy({ units: 601n, date: NOW })).toEqual({ ok: false, refused: 'amountOverLimit' })
    expect(await openTerminal(parts).buy({ units: 501n, date: NOW })).toEqual({ ok: false, refused: 'amountOverLimit' })
    expect(parts.keeper.read()).toBeUndefined()
    expect(balanceOf(iep)).toBe(BALANCE)
  })
})

/** The card with one answer lost or spoilt: that to its n-th command. */
function disturbed(card: EmulatedCard, nth: number, disturb: () => void): OpenCard {
  const open = portCard(card)
  let commands = 0
  return {
    ...open,
    transmit(command) {
      commands += 1
      if (commands === nth) disturb()
      return open.transmit(command)
    },
  }
}

const DISTURBANCES: readonly [string, (card: EmulatedCard) => void][] = [
  ['lost', (card) => card.faults.loseNextAnswer()],
  ['spoilt at its start', (card) => card.faults.corruptNext(Uint8Array.of(0x40))],
  ['spoilt at byte 4', (card) => card.faults.corruptNext(Uint8Array.of(0, 0, 0, 0x40))],
  ['spoilt throughout', (card) => card.faults.corruptNext(new Uint8Array(80).fill(0x10))],
]
const PLACES = (['iep', 'psam'] as const).flatMap((which) => [1, 2].map((nth) => [which, nth] as const))

describe('after a failure', () => {
  const cases = PLACES.flatMap(([which, nth]) => DISTURBANCES.map(([name, disturb]) => ({ which, nth, name, disturb })))

  it.each(cases)('$which: answer $nth $name: paid once, counted once', async ({ which, nth, disturb }) => {
    const { iep, psam, parts } = atCounter()
    const card = which === 'iep' ? iep : psam
    const bent = { ...parts, [which]: disturbed(card, nth, () => disturb(card)) }
    expect(must(await openTerminal(bent).buy({ units: 30n, date: NOW }))).toHaveLength(1)
    expect(parts.keeper.read()).toBeUndefined()
    expect(balanceOf(iep)).toBe(BALANCE - 30n)
    expect(must(ask(psam, PURSE_MAC_MODULE_COMMANDS.readStatus, {}))).toMatchObject({ number: 1, total: 30n, count: 1 })
  })

  it('a purse that is pulled out after it paid is settled when it comes back', async () => {
    const { iep, psam, parts } = atCounter()
    const leaving: OpenCard = {
      ...parts.iep,
      async transmit(command) {
        const response = await parts.iep.transmit(command)
        if (command.ins === PURSE_MAC_COMMANDS.debit.ins) iep.faults.remove()
        return command.ins === PURSE_MAC_COMMANDS.debit.ins ? parts.iep.transmit(command) : response
      },
    }
    const gone = openTerminal({ ...parts, iep: leaving }).buy({ units: 30n, date: NOW })
    await expect(gone).rejects.toMatchObject({ code: 'cardRemoved' })
    expect(parts.keeper.read()).toBeDefined()
    const other = { ...parts, iep: portCard(stranger()) }
    expect(await openTerminal(other).settle()).toEqual({ ok: false, refused: 'otherPurse' })
    iep.faults.insert()
    iep.powerOn()
    const purchases = must(await openTerminal(parts).buy({ units: 5n, date: NOW }))
    expect(purchases.map(({ units }) => units)).toEqual([30n, 5n])
    expect(must(ask(psam, PURSE_MAC_MODULE_COMMANDS.readStatus, {}))).toMatchObject({ total: 35n, count: 2 })
  })
})

/** A purse of the same issuer with another number. */
function stranger(): EmulatedCard {
  const card = cards.blankIep()
  must(ask(card, PURSE_MAC_COMMANDS.personalise, { ...cards.world.iepPersonalisation, iepId: new Uint8Array(8) }))
  return card
}

describe.each([
  ['purse', Object.values(PURSE_MAC_COMMANDS), PURSE_MAC_STATUSES],
  ['module', Object.values(PURSE_MAC_MODULE_COMMANDS), PURSE_MAC_MODULE_STATUSES],
] as const)('the declarations of the %s', (_name, commands, statuses) => {
  const declared: readonly Pick<CardCommand<never, unknown, string>, 'cla' | 'ins' | 'p1' | 'p2' | 'refusals'>[] =
    commands

  it('give every refusal a status word of its own, and use each in some command', () => {
    const words = [...Object.values(statuses), ...Object.values(COMMON_STATUSES)].map(({ sw }) => sw)
    expect(new Set(words).size).toBe(words.length)
    expect(new Set(declared.flatMap(({ refusals }) => refusals))).toEqual(new Set(Object.keys(statuses)))
  })

  it('give every command a header of its own', () => {
    const headers = declared.map(({ cla, ins, p1, p2 }) => [cla, ins, p1, p2].join(' '))
    expect(new Set(headers).size).toBe(declared.length)
  })
})
