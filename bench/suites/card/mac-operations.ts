// The symmetric purse after EN 1546: what a payment asks of the buyer's chip. The seller's module answers from this
// process and is not timed.

import { iepApplet } from '../../../card-applets/purse-mac/iep-applet.ts'
import { commandFor } from '../../../src/card/commands.ts'
import { IEP_AID, IEP_COMMANDS } from '../../../src/card/iep-commands.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { aesCmac } from '../../../src/crypto/cmac.ts'
import type { Crypto } from '../../../src/crypto/crypto.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { LARGEST_MINOR_UNITS } from '../../../src/money/amount.ts'
import {
  confirmCredit,
  createMacIssuer,
  makeIep,
  makePsam,
  orderCredit,
  type IepAccount,
  type MacIssuer,
} from '../../../src/payment/purse-mac/issuer.ts'
import { CARD_ID_BYTES } from '../../../src/payment/purse/messages.ts'
import type { IepSignature } from '../../../src/payment/purse-mac/exchanges.ts'
import type { Credit, Maced, Purchase } from '../../../src/payment/purse-mac/messages.ts'
import { NEW_PSAM, type PsamState } from '../../../src/payment/purse-mac/psam-state.ts'
import { creditPsam, initializePsam, personalisePsam } from '../../../src/payment/purse-mac/psam.ts'
import { agreed, declared, sendOrMiss } from './declared.ts'
import type { CardKind, CardOperation, OperationContext } from './operation.ts'

export const MAC_CARD: CardKind = { name: 'purse-mac', applets: () => [iepApplet()], mac: 'aesCbcMac' }

const CURRENCY = 'XTS'
const NOW = Date.UTC(2026, 0, 1)
const EXPIRES = Date.UTC(2099, 0, 1)
const KEY_VERSION = 1
const FUNDS = 1_000_000_000n
const LIMITS = { largestBalance: LARGEST_MINOR_UNITS, largestPurchase: 1_000n }

const common = { group: 'MAC purse (EN 1546)', kind: MAC_CARD, aid: IEP_AID, changes: true } as const

export const MAC_OPERATIONS: readonly CardOperation[] = [
  {
    ...common,
    name: 'initialise a purchase',
    async prepare(context) {
      await macPurseOn(context)
      return declared(IEP_COMMANDS.initializePurchase, { next: () => ({}) })
    },
  },
  {
    ...common,
    name: 'debit',
    async prepare(context) {
      const purse = await macPurseOn(context)
      return declared(IEP_COMMANDS.debit, { next: () => purse.order(), taken: (signature) => purse.paid(signature) })
    },
  },
  {
    ...common,
    name: 'credit (load)',
    async prepare(context) {
      const purse = await macPurseOn(context)
      return declared(IEP_COMMANDS.credit, {
        next: () => purse.loadOrder(1n),
        taken: (receipt) => purse.loaded(receipt),
      })
    },
  },
]

async function macPurseOn(context: OperationContext): Promise<MacBench> {
  const known = context.shared.get(KEY)
  if (known instanceof MacBench) return known
  const made = new MacBench(context.card, context.crypto)
  await made.equip()
  context.shared.set(KEY, made)
  return made
}

const KEY = 'purse-mac'

/** The purse with its issuer and a module, whose keys follow from a fixed seed (see purse-bench.ts). */
class MacBench {
  readonly #card: OpenCard
  readonly #issuer: MacIssuer
  readonly #tools: Pick<MacIssuer, 'mac' | 'hash'>
  readonly #personalisation
  #account: IepAccount
  #module: PsamState
  #ordered: Maced<Credit> | undefined

  constructor(card: OpenCard, crypto: Crypto) {
    const random = seededRandom(0, 'card under measurement')
    this.#card = card
    this.#tools = { mac: aesCmac, hash: (message) => crypto.hash(message) }
    this.#issuer = createMacIssuer(this.#tools, random, [KEY_VERSION])
    const id = { iepId: random(CARD_ID_BYTES), psamId: random(CARD_ID_BYTES), currency: CURRENCY }
    const terms = { ...LIMITS, expires: EXPIRES, keyVersion: KEY_VERSION, keyVersions: [KEY_VERSION] }
    const [account, personalisation] = makeIep(this.#issuer, { ...id, ...terms })
    const [, module] = makePsam(this.#issuer, { ...id, ...terms })
    this.#account = account
    this.#personalisation = personalisation
    const [psam] = personalisePsam(NEW_PSAM, module)
    this.#module = psam
  }

  async equip(): Promise<void> {
    const status = await this.#card.transmit(commandFor(IEP_COMMANDS.readStatus, {}))
    const isBlank = status.sw === IEP_COMMANDS.readStatus.statuses.notPersonalised.sw
    if (isBlank) await sendOrMiss(this.#card, IEP_COMMANDS.personalise, this.#personalisation)
    const { balance } = await sendOrMiss(this.#card, IEP_COMMANDS.readStatus, {})
    if (balance >= FUNDS) return
    const order = await this.loadOrder(FUNDS)
    this.loaded(await sendOrMiss(this.#card, IEP_COMMANDS.credit, order))
  }

  async order(): Promise<Maced<Purchase>> {
    const offer = await sendOrMiss(this.#card, IEP_COMMANDS.initializePurchase, {})
    const [module, order] = initializePsam(this.#tools, this.#module, { offer, units: 1n, date: NOW })
    this.#module = module
    return agreed('INITIALIZE PSAM', order)
  }

  paid(signature: IepSignature): void {
    const [module, receipt] = creditPsam(this.#tools, this.#module, signature)
    this.#module = module
    agreed('CREDIT PSAM', receipt)
  }

  async loadOrder(units: bigint): Promise<Maced<Credit>> {
    const offer = await sendOrMiss(this.#card, IEP_COMMANDS.initializeLoad, {})
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
