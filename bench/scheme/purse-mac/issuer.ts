// The issuer of the symmetric purse: makes purses and modules, loads purses, pays collections and books what they
// stand for on the purses.

import { printHex } from '../../../src/bytes/hex.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { send } from '../../../src/card/commands.ts'
import { openApplet } from '../../../src/card/card-applet.ts'
import { PURSE_MAC_AID, PURSE_MAC_COMMANDS } from '../../../src/card/purse-mac/purse-commands.ts'
import { PURSE_MAC_MODULE_AID, PURSE_MAC_MODULE_COMMANDS } from '../../../src/card/purse-mac/module-commands.ts'
import type { Doubt, DoubtKeeper } from '../../../src/card/purse-mac/terminal.ts'
import { selectApplet } from '../../../src/card/select.ts'
import { aesCmac, observedCmac } from '../../../src/crypto/cmac.ts'
import { observed } from '../../../src/crypto/observed.ts'
import type { Aid } from '../../../src/iso7816/aid.ts'
import { LARGEST_MINOR_UNITS } from '../../../src/money/amount.ts'
import { newAccount } from '../../../src/payment/card-account.ts'
import { bookPurchase, collect, collectUnlisted, receiptOf } from '../../../src/payment/purse-mac/acquirer.ts'
import {
  confirmCredit,
  createMacIssuer,
  makeIep,
  makePsam,
  orderCredit,
  type IepAccount,
  type MacIssuer,
  type PsamAccount,
} from '../../../src/payment/purse-mac/issuer.ts'
import {
  collectionClaimLayout,
  ID_BYTES,
  macedCollectionPaidLayout,
  macedCreditLayout,
  macedLoadOfferLayout,
  type CollectionClaim,
  type Purchase,
} from '../../../src/payment/purse-mac/messages.ts'
import { iepSignatureLayout, type IepStatus } from '../../../src/payment/purse-mac/exchanges.ts'
import { refuse } from '../../../src/payment/outcome.ts'
import type { CardRun } from '../chips/card-run.ts'
import type { LastingIssuer, LastingModule } from '../contract/lasting.ts'
import { unwrap as unwrapCard } from '../chips/refusals.ts'
import { CURRENCY } from '../contract/policy.ts'
import { KEPT_KEY_VERSION, macIssuerOf } from './masters.ts'

/** A purse in the run, with the issuer's account of it and the balance as far as its holder knows. */
export interface HeldIep {
  readonly card: OpenCard
  account: IepAccount
  balance: bigint
}

/** A seller's terminal with its module: the purchases that it has not collected yet, and the one in doubt. */
export interface MacTill {
  readonly module: OpenCard
  readonly keeper: DoubtKeeper
  account: PsamAccount
  purchases: Purchase[]
}

export interface LastingParts {
  readonly issuer?: LastingIssuer | undefined
  /** Of the same issuer, where both are given. */
  readonly module?: LastingModule | undefined
}

export interface PurseIssuer {
  readonly issuer: MacIssuer
  /** Set-up: neither counted nor timed. */
  personalisePurse(card: OpenCard): Promise<HeldIep>
  personaliseModule(card: OpenCard): Promise<MacTill>
  load(held: HeldIep, units: bigint): Promise<void>
  /** One collection: what the seller is paid, and the claim for which. Nothing where nothing was sold. */
  collect(till: MacTill): Promise<{ readonly claim: CollectionClaim; readonly paid: bigint } | undefined>
}

const ROUTES = {
  offer: { from: 'card', to: 'issuer', step: 'load offer' },
  order: { from: 'issuer', to: 'card', step: 'load order' },
  receipt: { from: 'card', to: 'issuer', step: 'load receipt' },
  claim: { from: 'seller', to: 'issuer', step: 'collection' },
  paid: { from: 'issuer', to: 'seller', step: 'collection paid' },
} as const

/** Which master purses and modules of the run share. */
const KEY_VERSION = KEPT_KEY_VERSION
/** A collection that was handed out and not closed, and the purchases after it. */
const MOST_LEFT = 2

export function openIssuer(
  { crypto, random: seeded, wire, unwrap, tallies, expires }: CardRun,
  { issuer: lasting, module: lastingModule }: LastingParts = {},
): PurseIssuer {
  const counted = observed(crypto, tallies.issuer.observe)
  const random = lasting?.random ?? seeded
  const tools = { mac: aesCmac, hash: (message: Uint8Array) => crypto.hash(message) }
  const keys = lasting ?? lastingModule
  const bureau = keys === undefined ? createMacIssuer(tools, random, [KEY_VERSION]) : macIssuerOf(keys, crypto)
  const issuer: MacIssuer = {
    ...bureau,
    mac: observedCmac(aesCmac, tallies.issuer.observe),
    hash: (message) => counted.hash(message),
  }
  const purses = new Map<string, HeldIep>()
  /** A purse that comes back is taken over with the balance that it shows; its keys prove whose it is, at its next load. */
  const takeBack = (card: OpenCard, { iepId, currency, balance }: IepStatus): HeldIep => {
    const held = { card, account: { ...newAccount<Purchase>(iepId, currency), loaded: balance }, balance }
    purses.set(printHex(iepId), held)
    return held
  }
  /** A module that comes back: what a run that was broken off left in it is collected, outside of all books. */
  const caughtUp = async (card: OpenCard, known: PsamAccount): Promise<PsamAccount> => {
    let account = known
    let closed = await send(card, PURSE_MAC_MODULE_COMMANDS.endCollection, receiptOf(bureau, account))
    for (let left = 0; left < MOST_LEFT; left += 1) {
      const begun = await send(card, PURSE_MAC_MODULE_COMMANDS.beginCollection, {})
      if (!begun.ok && begun.refused === 'nothingToCollect') break
      const [next, outcome] = collectUnlisted(bureau, account, unwrap('COLLECTION', begun))
      const { receipt } = unwrap('collection', outcome)
      account = next
      await lastingModule?.keep(account)
      closed = await send(card, PURSE_MAC_MODULE_COMMANDS.endCollection, receipt)
    }
    const isOlder = !closed.ok && closed.refused === 'otherCollection'
    if (isOlder) unwrap('collection', refuse('collectionOutOfOrder'))
    unwrap('PSAM COLLECT', closed)
    return account
  }
  return {
    issuer: bureau,
    async personalisePurse(card) {
      await selected(card, PURSE_MAC_AID)
      if (lasting !== undefined) {
        const status = await send(card, PURSE_MAC_COMMANDS.readStatus, {})
        if (status.ok) return takeBack(card, status.value)
        await lasting.keepKeys()
      }
      const limits = { largestBalance: LARGEST_MINOR_UNITS, largestPurchase: LARGEST_MINOR_UNITS }
      const order = {
        iepId: lasting?.cardNumber ?? random(ID_BYTES),
        currency: CURRENCY,
        expires,
        keyVersion: KEY_VERSION,
        ...limits,
      }
      const [account, personalisation] = makeIep(bureau, order)
      unwrap('PERSONALISE', await send(card, PURSE_MAC_COMMANDS.personalise, personalisation))
      const held = { card, account, balance: 0n }
      purses.set(printHex(order.iepId), held)
      return held
    },
    async personaliseModule(card) {
      await selected(card, PURSE_MAC_MODULE_AID)
      const known = lastingModule?.account
      if (known !== undefined) return tillOf(card, await caughtUp(card, known))
      const psamId = lastingModule?.psamId ?? random(ID_BYTES)
      const order = { psamId, currency: CURRENCY, keyVersions: [KEY_VERSION], largestPurchase: LARGEST_MINOR_UNITS }
      const [account, personalisation] = makePsam(bureau, order)
      await lastingModule?.keep(account)
      unwrap('PERSONALISE', await send(card, PURSE_MAC_MODULE_COMMANDS.personalise, personalisation))
      return tillOf(card, account)
    },
    async load(held, units) {
      const purse = openApplet(held.card, PURSE_MAC_AID)
      const offer = unwrap('INITIALIZE IEP', await purse.ask(PURSE_MAC_COMMANDS.initializeLoad, {}))
      const [ordered, outcome] = orderCredit(
        issuer,
        held.account,
        wire.carry(macedLoadOfferLayout, offer, ROUTES.offer),
        units,
      )
      held.account = ordered
      const order = wire.carry(macedCreditLayout, unwrap('load order', outcome), ROUTES.order)
      const word = unwrap('CREDIT IEP', await purse.ask(PURSE_MAC_COMMANDS.credit, order))
      const receipt = wire.carry(iepSignatureLayout, word, ROUTES.receipt)
      const [confirmed, loaded] = confirmCredit(issuer, held.account, order.body, receipt)
      held.account = confirmed
      held.balance += unwrap('load receipt', loaded)
    },
    async collect(till) {
      if (till.purchases.length === 0) return undefined
      const module = openApplet(till.module, PURSE_MAC_MODULE_AID)
      const collection = unwrap('COLLECTION', await module.ask(PURSE_MAC_MODULE_COMMANDS.beginCollection, {}))
      const claim = wire.carry(collectionClaimLayout, { collection, purchases: till.purchases }, ROUTES.claim)
      const [account, outcome] = collect(issuer, till.account, claim)
      till.account = account
      const { receipt, units, purchases } = unwrap('collection', outcome)
      await lastingModule?.keep(account)
      for (const purchase of purchases) book(purses, purchase)
      const paid = wire.carry(macedCollectionPaidLayout, receipt, ROUTES.paid)
      unwrap('PSAM COLLECT', await module.ask(PURSE_MAC_MODULE_COMMANDS.endCollection, paid))
      till.purchases = []
      return { claim, paid: units }
    },
  }
}

function book(purses: ReadonlyMap<string, HeldIep>, purchase: Purchase): void {
  const held = purses.get(printHex(purchase.iepId))
  if (held === undefined) return unwrapCard('purchase', refuse('otherPurse'))
  const [account, booked] = bookPurchase(held.account, purchase)
  held.account = account
  unwrapCard('purchase', booked)
}

async function selected(card: OpenCard, aid: Aid): Promise<void> {
  if (!(await selectApplet(card, aid))) unwrapCard('SELECT', refuse('noPurse'))
}

function tillOf(module: OpenCard, account: PsamAccount): MacTill {
  return { module, keeper: doubtInMemory(), account, purchases: [] }
}

function doubtInMemory(): DoubtKeeper {
  let doubt: Doubt | undefined
  return { read: () => doubt, write: (next) => void (doubt = next) }
}

/** The balance in the purse's own words. */
export async function readIepBalance({ card }: HeldIep): Promise<bigint> {
  const purse = openApplet(card, PURSE_MAC_AID)
  return unwrapCard('GET DATA', await purse.ask(PURSE_MAC_COMMANDS.readStatus, {})).balance
}
