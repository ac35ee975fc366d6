// A tick purse under measurement and the issuer that fills it. Its keys follow from a fixed seed, so that a real card that
// was personalised by an earlier run can be measured again; that makes them known to everybody, and such a card worthless.

import { commandFor } from '../../../src/card/commands.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { PURSE_COMMANDS } from '../../../src/card/purse-commands.ts'
import { indexedChain } from '../../../src/chain/step.ts'
import type { Crypto, RandomBytes } from '../../../src/crypto/crypto.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { LARGEST_MINOR_UNITS } from '../../../src/money/amount.ts'
import type { OpenRequest } from '../../../src/payment/purse/card-messages.ts'
import {
  authoriseLoad,
  confirmLoad,
  createIssuer,
  makeCard,
  type CardAccount,
  type Issuer,
} from '../../../src/payment/purse/issuer.ts'
import {
  CARD_ID_BYTES,
  NONCE_BYTES,
  PAYEE_BYTES,
  type LoadAuthorisation,
  type LoadReceipt,
} from '../../../src/payment/purse/messages.ts'
import { agreed, sendOrMiss } from './declared.ts'
import type { OperationContext } from './operation.ts'

const CURRENCY = 'XTS' // ISO 4217: for tests
const NOW = Date.UTC(2026, 0, 1)
const EXPIRES = Date.UTC(2099, 0, 1)
const LONGEST_CHAIN = 1024
const LIMITS = { largestBalance: LARGEST_MINOR_UNITS, longestChain: LONGEST_CHAIN, largestChainValue: 1_000_000n }
/** More than any run spends. */
const FUNDS = 1_000_000_000n

export type ChainTerms = Pick<OpenRequest, 'limit' | 'batch' | 'traversal'>

export interface OpenedChain {
  /** Whose it is: operations that share a purse open chains of their own. */
  readonly owner: string
  readonly txCounter: number
  readonly limit: number
  spent: number
}

/** The purse of this card, personalised and funded. Throws `OperationMissing` where it belongs to somebody else. */
export async function purseOn(context: OperationContext): Promise<PurseBench> {
  const known = context.shared.get(KEY)
  if (known instanceof PurseBench) return known
  const made = await PurseBench.equip(context)
  context.shared.set(KEY, made)
  return made
}

const KEY = 'purse'

type PurseTools = Pick<OperationContext, 'card' | 'crypto' | 'random'>

export class PurseBench {
  readonly #card: OpenCard
  readonly #random: RandomBytes
  readonly #issuer: Issuer
  #account: CardAccount
  #open: OpenedChain | undefined

  private constructor({ card, random }: PurseTools, issuer: Issuer, account: CardAccount) {
    this.#card = card
    this.#random = random
    this.#issuer = issuer
    this.#account = account
  }

  static async equip(context: PurseTools): Promise<PurseBench> {
    const { card, crypto } = context
    const [issuer, account] = await personalise(card, crypto)
    const purse = new PurseBench(context, issuer, account)
    await purse.closed()
    const { balance } = await sendOrMiss(card, PURSE_COMMANDS.readStatus, {})
    if (balance < FUNDS) {
      const order = await purse.loadOrder(FUNDS)
      purse.loaded(await sendOrMiss(card, PURSE_COMMANDS.load, order))
    }
    return purse
  }

  /** An order to load as the card's next transaction; no chain is open after it. */
  async loadOrder(units: bigint): Promise<LoadAuthorisation> {
    await this.closed()
    const { txCounter } = await sendOrMiss(this.#card, PURSE_COMMANDS.readStatus, {})
    const [account, order] = authoriseLoad(this.#issuer, this.#account, { txCounter: txCounter + 1, units })
    this.#account = account
    return agreed('load order', order)
  }

  loaded(receipt: LoadReceipt): void {
    const [account, outcome] = confirmLoad(this.#issuer, this.#account, receipt)
    this.#account = account
    agreed('load receipt', outcome)
  }

  request(terms: ChainTerms): OpenRequest {
    const payee = new Uint8Array(PAYEE_BYTES).fill(0x77)
    return { payee, terminalNonce: this.#random(NONCE_BYTES), date: NOW, currency: CURRENCY, tickValue: 1n, ...terms }
  }

  /** The owner's open chain; undefined when there is none, or another operation has closed it. */
  openedBy(owner: string): OpenedChain | undefined {
    return this.#open?.owner === owner ? this.#open : undefined
  }

  async open(owner: string, terms: ChainTerms): Promise<OpenedChain> {
    await this.closed()
    const { commitment } = await sendOrMiss(this.#card, PURSE_COMMANDS.openTicks, this.request(terms))
    return this.opened(owner, commitment)
  }

  /** Takes note of a chain that was opened by a command of the operation's own. */
  opened(owner: string, { txCounter, limit }: { readonly txCounter: number; readonly limit: number }): OpenedChain {
    this.#open = { owner, txCounter, limit, spent: 0 }
    return this.#open
  }

  /** No chain is open, whoever opened it. */
  async closed(): Promise<void> {
    this.#open = undefined
    const { phase, txCounter } = await sendOrMiss(this.#card, PURSE_COMMANDS.readStatus, {})
    if (phase === 'open') await sendOrMiss(this.#card, PURSE_COMMANDS.close, { txCounter })
  }
}

async function personalise(card: OpenCard, crypto: Crypto): Promise<readonly [Issuer, CardAccount]> {
  const random = seededRandom(0, 'card under measurement')
  const issuer = createIssuer({ crypto, chain: indexedChain }, random, EXPIRES - NOW)
  const order = { cardId: random(CARD_ID_BYTES), currency: CURRENCY, limits: LIMITS, expires: EXPIRES }
  const [account, personalisation] = makeCard(issuer, random, order)
  const status = await card.transmit(commandFor(PURSE_COMMANDS.readStatus, {}))
  const isBlank = status.sw === PURSE_COMMANDS.readStatus.statuses.notPersonalised.sw
  if (isBlank) await sendOrMiss(card, PURSE_COMMANDS.personalise, personalisation)
  return [issuer, account]
}
