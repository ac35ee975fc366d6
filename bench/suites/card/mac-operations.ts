// The symmetric purse after EN 1546: what a payment asks of the buyer's chip. The seller's module answers from this
// process and is not timed.

import { send } from '../../../src/card/commands.ts'
import { PURSE_MAC_AID, PURSE_MAC_COMMANDS } from '../../../src/card/purse-mac/purse-commands.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { LARGEST_MINOR_UNITS } from '../../../src/money/amount.ts'
import { newAccount } from '../../../src/payment/card-account.ts'
import {
  confirmCredit,
  makeIep,
  makePsam,
  orderCredit,
  type IepAccount,
  type MacIssuer,
} from '../../../src/payment/purse-mac/issuer.ts'
import { CARD_ID_BYTES } from '../../../src/payment/card-certificate.ts'
import type { IepSignature, IepStatus } from '../../../src/payment/purse-mac/exchanges.ts'
import type { Credit, Maced, Purchase } from '../../../src/payment/purse-mac/messages.ts'
import { NEW_PSAM, type PsamState } from '../../../src/payment/purse-mac/module-state.ts'
import { creditPsam, initializePsam, personalisePsam } from '../../../src/payment/purse-mac/module.ts'
import { KEPT_KEY_VERSION, macIssuerOf } from '../../scheme/purse-mac/masters.ts'
import { CURRENCY } from '../../scheme/contract/policy.ts'
import { purseMac } from '../../scheme/purse-mac/scheme.ts'
import { agreed, declared, sendOrMiss } from './declared.ts'
import { cardKind, sharedIn, type CardKind, type CardOperation, type OperationContext } from './operation.ts'

export const MAC_CARD: CardKind = cardKind(purseMac)

const NOW = Date.UTC(2026, 0, 1)
const EXPIRES = Date.UTC(2099, 0, 1)
const FUNDS = 1_000_000_000n
const LIMITS = { largestBalance: LARGEST_MINOR_UNITS, largestPurchase: LARGEST_MINOR_UNITS }

const common = { group: 'MAC purse (EN 1546)', kind: MAC_CARD, aid: PURSE_MAC_AID, changes: true } as const

export const MAC_OPERATIONS: readonly CardOperation[] = [
  {
    ...common,
    name: 'initialise a purchase',
    async prepare(context) {
      await macPurseOn(context)
      return declared(PURSE_MAC_COMMANDS.initializePurchase, { next: () => ({}) })
    },
  },
  {
    ...common,
    name: 'debit',
    async prepare(context) {
      const purse = await macPurseOn(context)
      return declared(PURSE_MAC_COMMANDS.debit, {
        next: () => purse.order(),
        taken: (signature) => purse.paid(signature),
      })
    },
  },
  {
    ...common,
    name: 'credit (load)',
    async prepare(context) {
      const purse = await macPurseOn(context)
      return declared(PURSE_MAC_COMMANDS.credit, {
        next: () => purse.loadOrder(1n),
        taken: (receipt) => purse.loaded(receipt),
      })
    },
  },
]

function macPurseOn(context: OperationContext): Promise<MacBench> {
  return sharedIn(context, MAC_CARD.name, () => MacBench.prepare(context))
}

/**
 * The purse with its issuer and a module. The account is begun anew in each run, with the balance that the purse shows:
 * no seller's module claims what it pays here.
 */
class MacBench {
  readonly #card: OpenCard
  readonly #issuer: MacIssuer
  #account: IepAccount
  #module: PsamState
  #ordered: Maced<Credit> | undefined

  private constructor(card: OpenCard, issuer: MacIssuer, account: IepAccount, module: PsamState) {
    this.#card = card
    this.#issuer = issuer
    this.#account = account
    this.#module = module
  }

  static async prepare({ card, crypto, issuers }: OperationContext): Promise<MacBench> {
    const found = await statusOf(card)
    const by = found === undefined ? await issuers.forBlank() : await issuers.of(found.iepId)
    const issuer = macIssuerOf(by.kept, crypto)
    const terms = { ...LIMITS, expires: EXPIRES, keyVersion: KEPT_KEY_VERSION, keyVersions: [KEPT_KEY_VERSION] }
    if (found === undefined) {
      const [, personalisation] = makeIep(issuer, { ...terms, iepId: by.number, currency: CURRENCY })
      await sendOrMiss(card, PURSE_MAC_COMMANDS.personalise, personalisation)
    }
    const { iepId, currency, balance } = await sendOrMiss(card, PURSE_MAC_COMMANDS.readStatus, {})
    const [, module] = makePsam(issuer, { ...terms, psamId: by.random(CARD_ID_BYTES), currency })
    const [psam] = personalisePsam(NEW_PSAM, module)
    const account = { ...newAccount<Purchase>(iepId, currency), loaded: balance }
    const purse = new MacBench(card, issuer, account, psam)
    if (balance < FUNDS) purse.loaded(await sendOrMiss(card, PURSE_MAC_COMMANDS.credit, await purse.loadOrder(FUNDS)))
    return purse
  }

  async order(): Promise<Maced<Purchase>> {
    const offer = await sendOrMiss(this.#card, PURSE_MAC_COMMANDS.initializePurchase, {})
    const date = Math.min(NOW, offer.body.expires)
    const [module, order] = initializePsam(this.#issuer, this.#module, { offer, units: 1n, date })
    this.#module = module
    return agreed('INITIALIZE PSAM', order)
  }

  paid(signature: IepSignature): void {
    const [module, receipt] = creditPsam(this.#issuer, this.#module, signature)
    this.#module = module
    agreed('CREDIT PSAM', receipt)
  }

  async loadOrder(units: bigint): Promise<Maced<Credit>> {
    const offer = await sendOrMiss(this.#card, PURSE_MAC_COMMANDS.initializeLoad, {})
    const [account, order] = orderCredit(this.#issuer, this.#account, offer, units)
    this.#account = account
    this.#ordered = agreed('load order', order)
    return this.#ordered
  }

  loaded(receipt: IepSignature): void {
    if (this.#ordered === undefined) throw new TypeError('a receipt for a load that was never ordered')
    const [account, outcome] = confirmCredit(this.#issuer, this.#account, this.#ordered.body, receipt)
    this.#account = account
    agreed('load receipt', outcome)
  }
}

/** Undefined for a blank purse. Throws `OperationMissing`. */
async function statusOf(card: OpenCard): Promise<IepStatus | undefined> {
  const status = await send(card, PURSE_MAC_COMMANDS.readStatus, {})
  return !status.ok && status.refused === 'notPersonalised'
    ? undefined
    : agreed(PURSE_MAC_COMMANDS.readStatus.name, status)
}
