import { describe, expect, it } from 'vitest'
import { COMMON_STATUSES, commandFor, send, type CardCommand } from '../../src/card/commands.ts'
import { CAFE_TICK_COMMANDS, CAFE_TICK_STATUSES } from '../../src/card/cafe-tick/commands.ts'
import { openPurse, selectPurse, type Purse, type Terminal } from '../../src/card/cafe-tick/terminal.ts'
import { createTally } from '../../src/crypto/operations.ts'
import { commandApdu, encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { decodeResponse } from '../../src/iso7816/response-apdu.ts'
import { deposit } from '../../src/payment/cafe-tick/acquirer.ts'
import { NEW_ACCOUNT } from '../../src/payment/cafe-tick/card-state.ts'
import { shadowBalance } from '../../src/payment/card-account.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { authoriseLoad, confirmLoad, createIssuer, makeCard } from '../../src/payment/cafe-tick/issuer.ts'
import { depositOf, type SellerChain } from '../../src/payment/cafe-tick/seller.ts'
import { BALANCE, must, NOW, openingOf, PAYEE } from '../../src/payment/cafe-tick/testing/purse-world.ts'
import { createEmulatedCard, type EmulatedCard } from '../emulated-card.ts'
import { portCard } from '../testing/port-card.ts'
import { ask } from '../testing/ask.ts'
import { purseCards, stateOf } from '../testing/purse-cards.ts'
import { cafeTickApplet } from './applet.ts'

const cards = purseCards()
const { world } = cards
const { issuer } = world
const terminal: Terminal = { ...world.card, issuerKey: issuer.certificateKey.publicKey, now: () => NOW }

async function openedAtSeller(
  card: EmulatedCard,
  request = openingOf(),
): Promise<{ open: ReturnType<typeof portCard>; purse: Purse; chain: SellerChain }> {
  const open = portCard(card)
  must(await selectPurse(open))
  const purse = openPurse(open, terminal)
  return { open, purse, chain: must(await purse.open(must(await purse.certificate()), request)) }
}

describe('one card, one seller, one acquirer, through bytes', () => {
  it('a chain of ticks is opened, taken, closed and deposited, and the money is all there', async () => {
    const card = cards.loaded()
    const { purse, chain } = await openedAtSeller(card)
    let best = chain
    for (const spent of [1, 2, 3, 7, 10]) best = must(await purse.take(best, spent))
    const closed = must(await purse.close())
    expect(closed?.closed).toMatchObject({ paid: 10, balance: BALANCE - 50n })
    expect(must(await purse.close())).toBeUndefined()
    const [account, paid] = deposit(issuer, world.account, { payee: PAYEE, now: NOW }, depositOf(best))
    expect(must(paid).units).toBe(50n)
    expect(shadowBalance(account)).toBe(must(ask(card, CAFE_TICK_COMMANDS.readStatus, {})).balance)
  })

  it('a load reaches the card and its receipt the issuer', () => {
    const card = cards.loaded()
    const { txCounter } = must(ask(card, CAFE_TICK_COMMANDS.readStatus, {}))
    const [account, order] = authoriseLoad(issuer, world.account, { txCounter: txCounter + 1, units: 70n })
    const receipt = must(ask(card, CAFE_TICK_COMMANDS.load, must(order)))
    expect(must(confirmLoad(issuer, account, receipt)[1])).toBe(70n)
    expect(must(ask(card, CAFE_TICK_COMMANDS.readLog, { age: 0 }))).toMatchObject({
      sequence: 2,
      kind: 'load',
      units: 70n,
    })
  })

  it('the chain goes on after power loss, at the same count', async () => {
    const card = cards.loaded()
    const { open, purse, chain } = await openedAtSeller(card)
    const three = must(await purse.take(chain, 3))
    await open.reset()
    must(await selectPurse(open))
    expect(must(await purse.take(three, 4)).best.spent).toBe(4)
  })

  it('costs the card T steps, a MAC, a signature to open, and T - i steps and one write a tick', async () => {
    const tally = createTally()
    const { crypto, random } = world.card
    const image = cards.loaded().image()
    const card = createEmulatedCard({ applets: [cafeTickApplet()], crypto, random, image, observe: tally.observe })
    let writes = 0
    const counting = createEmulatedCard({
      applets: [cafeTickApplet()],
      crypto,
      random,
      image,
      onWrite: ({ kind }) => (writes += kind === 'atomic' ? 1 : 100),
    })
    const { purse, chain } = await openedAtSeller(card, openingOf({ traversal: 'seedOnly' }))
    expect(tally.read()).toMatchObject({ mac: 1, sign: 1, chainStep: 10 })
    await purse.take(chain, 1)
    expect(tally.read()).toMatchObject({ mac: 1, sign: 1, chainStep: 19 })
    const again = await openedAtSeller(counting)
    writes = 0
    await again.purse.take(again.chain, 1)
    expect(writes).toBe(1)
  })
})

it('ticks wear eight cells evenly, so that none dies first', async () => {
  const card = cards.loaded()
  const { purse, chain } = await openedAtSeller(card, openingOf({ tickValue: 1n, limit: 80 }))
  const before = accountWrites(card)
  for (let spent = 1; spent <= 80; spent += 1) must(await purse.take({ ...chain }, spent))
  expect(accountWrites(card).map((writes, at) => writes - before[at]!)).toEqual([10, 10, 10, 10, 10, 10, 10, 10])
})

function accountWrites(card: EmulatedCard): number[] {
  const { cells } = card.image().memory
  return cells.filter(({ name }) => /\/account[0-9]$/.test(name)).map(({ programs }) => programs)
}

it('has room for the longest keys and signatures, those of RSA-2048', () => {
  const crypto = nodeCrypto('rsa2048')
  const { random } = world.card
  const rsa = createIssuer({ crypto, chain: world.card.chain }, random, 1)
  const { limits } = world.personalisation
  const holder = { pin: new Uint8Array(8), puk: new Uint8Array(8), withoutPin: 10n ** 6n }
  const order = { cardId: world.account.cardId, currency: 'CHF', limits, expires: NOW, holder }
  const [account, personalisation] = makeCard(rsa, random, order)
  const card = createEmulatedCard({ applets: [cafeTickApplet()], crypto, random })
  card.powerOn()
  must(ask(card, CAFE_TICK_COMMANDS.personalise, personalisation))
  must(ask(card, CAFE_TICK_COMMANDS.load, must(authoriseLoad(rsa, account, { txCounter: 1, units: 100n })[1])))
  card.exchange(encodeCommand(commandFor(CAFE_TICK_COMMANDS.openTicks, openingOf())))
  card.powerOn()
  expect(stateOf(card).chain?.signature).toHaveLength(256)
  expect(must(ask(card, CAFE_TICK_COMMANDS.tick, { txCounter: 2, spent: 1 })).spent).toBe(1)
})

describe('after a failure', () => {
  it('a tick whose answer was lost is paid once, and its value comes with the second try', async () => {
    const card = cards.loaded()
    const { purse, chain } = await openedAtSeller(card)
    card.faults.loseNextAnswer()
    const paid = must(await purse.take(chain, 1))
    expect(paid.best.spent).toBe(1)
    expect(stateOf(card).account.balance).toBe(BALANCE - 5n)
  })

  it('a spoilt value, signature or status word is asked for again', async () => {
    for (const mask of [new Uint8Array(20).fill(1), new Uint8Array(22).fill(0x80)]) {
      const card = cards.loaded()
      const { purse, chain } = await openedAtSeller(card)
      card.faults.corruptNext(mask)
      const paid = must(await purse.take(chain, 1))
      expect(paid.best.spent).toBe(1)
    }
    const card = cards.loaded()
    const purse = openPurse(portCard(card), terminal)
    const certificate = must(await purse.certificate())
    card.faults.corruptNext(new Uint8Array(120).fill(1))
    expect((await purse.open(certificate, openingOf())).ok).toBe(true)
  })

  it('GET LAST tells whether a tick was paid, without paying another', async () => {
    const card = cards.loaded()
    const { open, purse, chain } = await openedAtSeller(card)
    expect(must(await purse.recover(chain))).toBe(chain)
    card.faults.loseNextAnswer()
    const { txCounter } = chain.commitment.commitment
    const lost = send(open, CAFE_TICK_COMMANDS.tickTo, { txCounter, spent: 2 })
    await expect(lost).rejects.toMatchObject({ code: 'cardMute' })
    await open.reset()
    expect(must(await purse.recover(chain)).best.spent).toBe(2)
    expect(stateOf(card).account.balance).toBe(BALANCE - 10n)
  })

  it('GET LAST about another chain changes nothing', async () => {
    const card = cards.loaded()
    const { purse, chain } = await openedAtSeller(card)
    const one = must(await purse.take(chain, 1))
    await purse.close()
    must(ask(card, CAFE_TICK_COMMANDS.openTicks, openingOf()))
    must(ask(card, CAFE_TICK_COMMANDS.tick, { txCounter: 3, spent: 1 }))
    expect(must(await purse.recover(one))).toBe(one)
  })

  it('a card that is pulled out is a failure, not a refusal', async () => {
    const card = cards.loaded()
    const { purse, chain } = await openedAtSeller(card)
    card.faults.remove()
    const step = purse.take(chain, 1)
    await expect(step).rejects.toMatchObject({ code: 'cardRemoved' })
  })

  it('a card that stays mute ends the attempts', async () => {
    const card = cards.loaded()
    const { open, chain } = await openedAtSeller(card)
    const mute = openPurse(
      { ...open, transmit: (command) => (card.faults.loseNextAnswer(), open.transmit(command)) },
      terminal,
    )
    const step = mute.take(chain, 1)
    await expect(step).rejects.toMatchObject({ code: 'cardMute' })
  })
})

describe('what is not a command of the purse', () => {
  const card = cards.loaded()
  const swOf = (parts: Parameters<typeof commandApdu>[0]): number =>
    decodeResponse(card.exchange(encodeCommand(commandApdu(parts)))).sw

  it.each([
    ['another class', { cla: 0xa0, ins: 0x32 }, 0x6e00],
    ['secure messaging', { cla: 0x84, ins: 0x32 }, 0x6e00],
    ['another instruction', { cla: 0x80, ins: 0x33 }, 0x6d00],
    ['other parameters', { cla: 0x80, ins: 0x32, p1: 1 }, 0x6a86],
    ['too little data', { cla: 0x80, ins: 0x32, data: new Uint8Array(7) }, 0x6a80],
    ['too much data', { cla: 0x80, ins: 0x32, data: new Uint8Array(9) }, 0x6a80],
  ])('%s gets its status word', (_name, parts, sw) => {
    expect(swOf(parts)).toBe(sw)
  })
})

describe('the declarations', () => {
  const declared: readonly CardCommand<never, unknown, string>[] = Object.values(CAFE_TICK_COMMANDS)

  it('give every refusal a status word of its own', () => {
    const words = [...Object.values(CAFE_TICK_STATUSES), ...Object.values(COMMON_STATUSES)].map(({ sw }) => sw)
    expect(new Set(words).size).toBe(words.length)
  })

  it('use every declared status word in some command', () => {
    const used = new Set(declared.flatMap(({ refusals }) => refusals))
    expect(used).toEqual(new Set(Object.keys(CAFE_TICK_STATUSES)))
  })

  it('give every command a header of its own', () => {
    const headers = declared.map(({ cla, ins, p1, p2 }) => [cla, ins, p1, p2].join(' '))
    expect(new Set(headers).size).toBe(declared.length)
  })

  it('ask for as many bytes as the answer can have', () => {
    expect(commandFor(CAFE_TICK_COMMANDS.tick, { txCounter: 1, spent: 1 }).ne).toBe(20)
    expect(commandFor(CAFE_TICK_COMMANDS.personalise, world.personalisation).ne).toBe(0)
  })
})

it('a card without a purse does not answer to its name', async () => {
  const { crypto, random } = world.card
  const card = createEmulatedCard({ applets: [], crypto, random })
  expect(await selectPurse(portCard(card))).toEqual({ ok: false, refused: 'noPurse' })
})

it('a blank card is new and stays so until it is personalised', () => {
  const card = cards.blank()
  expect(ask(card, CAFE_TICK_COMMANDS.readStatus, {})).toEqual({ ok: false, refused: 'notPersonalised' })
  expect(stateOf(card).account).toEqual(NEW_ACCOUNT)
  must(ask(card, CAFE_TICK_COMMANDS.personalise, world.personalisation))
  expect(must(ask(card, CAFE_TICK_COMMANDS.readStatus, {}))).toMatchObject({ balance: 0n, phase: 'new' })
})
