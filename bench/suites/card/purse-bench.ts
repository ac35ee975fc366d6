// A tick purse under measurement and the issuer that fills it: the one who made it, whom a file keeps for a card in a
// reader, so that the card can be measured again. What it is loaded with is in that issuer's books.

import { printHex } from '../../../src/bytes/hex.ts'
import { commandFor } from '../../../src/card/commands.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { CAFE_TICK_COMMANDS } from '../../../src/card/cafe-tick/commands.ts'
import { indexedChain } from '../../../src/chain/step.ts'
import type { RandomBytes } from '../../../src/crypto/crypto.ts'
import { loadsAfter } from '../../../src/payment/card-account.ts'
import type { OpenRequest } from '../../../src/payment/cafe-tick/card-messages.ts'
import {
  authoriseLoad,
  confirmLoad,
  issuerOf,
  makeCard,
  type CardAccount,
  type Issuer,
} from '../../../src/payment/cafe-tick/issuer.ts'
import type { LoadAuthorisation, LoadReceipt } from '../../../src/payment/cafe-tick/messages.ts'
import { NONCE_BYTES, PAYEE_BYTES } from '../../../src/payment/card-certificate.ts'
import { CURRENCY } from '../../scheme/contract/policy.ts'
import { LIMITS } from '../../scheme/cafe-tick/issuer.ts'
import { agreed, sendOrMiss } from './declared.ts'
import { OperationMissing, sharedIn, type OperationContext } from './operation.ts'

const NOW = Date.UTC(2026, 0, 1)
const EXPIRES = Date.UTC(2099, 0, 1)
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
export function purseOn(context: OperationContext): Promise<PurseBench> {
  return sharedIn(context, 'purse', () => PurseBench.prepare(context))
}

type PurseTools = Pick<OperationContext, 'card' | 'crypto' | 'random' | 'issuers'>

export class PurseBench {
  readonly #card: OpenCard
  readonly #random: RandomBytes
  readonly #issuer: Issuer
  readonly #keep: (account: CardAccount) => Promise<void>
  #account: CardAccount
  #open: OpenedChain | undefined

  private constructor({ card, random }: PurseTools, { issuer, account, keep }: MadePurse) {
    this.#card = card
    this.#random = random
    this.#issuer = issuer
    this.#keep = keep
    this.#account = account
  }

  static async prepare(context: PurseTools): Promise<PurseBench> {
    const { card } = context
    const purse = new PurseBench(context, await madePurse(context))
    await purse.closed()
    await purse.#loadWhatIsOnItsWay()
    const { balance } = await sendOrMiss(card, CAFE_TICK_COMMANDS.readStatus, {})
    if (balance < FUNDS) await purse.#load(FUNDS)
    return purse
  }

  /** Loads that a run before ordered and the card never got come first: their numbers are taken. */
  async #loadWhatIsOnItsWay(): Promise<void> {
    const { txCounter } = await sendOrMiss(this.#card, CAFE_TICK_COMMANDS.readStatus, {})
    for (const { units } of loadsAfter(this.#account, txCounter)) await this.#load(units)
  }

  async #load(units: bigint): Promise<void> {
    await this.loaded(await sendOrMiss(this.#card, CAFE_TICK_COMMANDS.load, await this.loadOrder(units)))
  }

  /** An order to load as the card's next transaction; no chain is open after it. */
  async loadOrder(units: bigint): Promise<LoadAuthorisation> {
    await this.closed()
    const { txCounter } = await sendOrMiss(this.#card, CAFE_TICK_COMMANDS.readStatus, {})
    const [account, order] = authoriseLoad(this.#issuer, this.#account, { txCounter: txCounter + 1, units })
    await this.#book(account)
    return agreed('load order', order)
  }

  async loaded(receipt: LoadReceipt): Promise<void> {
    const [account, outcome] = confirmLoad(this.#issuer, this.#account, receipt)
    await this.#book(account)
    agreed('load receipt', outcome)
  }

  async #book(account: CardAccount): Promise<void> {
    this.#account = account
    await this.#keep(account)
  }

  request(terms: ChainTerms): OpenRequest {
    const payee = new Uint8Array(PAYEE_BYTES).fill(0x77)
    return {
      payee,
      terminalNonce: this.#random(NONCE_BYTES),
      date: NOW,
      currency: this.#account.currency,
      tickValue: 1n,
      ...terms,
    }
  }

  /** The owner's open chain; undefined when there is none, or another operation has closed it. */
  openedBy(owner: string): OpenedChain | undefined {
    return this.#open?.owner === owner ? this.#open : undefined
  }

  async open(owner: string, terms: ChainTerms): Promise<OpenedChain> {
    await this.closed()
    const { commitment } = await sendOrMiss(this.#card, CAFE_TICK_COMMANDS.openTicks, this.request(terms))
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
    const { phase, txCounter } = await sendOrMiss(this.#card, CAFE_TICK_COMMANDS.readStatus, {})
    if (phase === 'open') await sendOrMiss(this.#card, CAFE_TICK_COMMANDS.close, { txCounter })
  }
}

interface MadePurse {
  readonly issuer: Issuer
  readonly account: CardAccount
  readonly keep: (account: CardAccount) => Promise<void>
}

/** A blank card is personalised; any other one has an issuer, who has to be at hand. */
async function madePurse({ card, crypto, issuers }: PurseTools): Promise<MadePurse> {
  const status = await card.transmit(commandFor(CAFE_TICK_COMMANDS.readStatus, {}))
  const isBlank = status.sw === CAFE_TICK_COMMANDS.readStatus.statuses.notPersonalised.sw
  const by = isBlank ? await issuers.forBlank() : await issuers.of(await numberOf(card))
  const { certificateKey, loadMaster } = by.kept
  const issuer = issuerOf({ crypto, chain: indexedChain, certificateKey, loadMaster, depositWindowMs: EXPIRES - NOW })
  const keep = (account: CardAccount): Promise<void> => by.keep(account)
  if (isBlank) {
    const order = { cardId: by.number, currency: CURRENCY, limits: LIMITS, expires: EXPIRES }
    const [account, personalisation] = makeCard(issuer, by.random, order)
    await keep(account)
    await sendOrMiss(card, CAFE_TICK_COMMANDS.personalise, personalisation)
    return { issuer, account, keep }
  }
  const account = by.kept.accounts.get(printHex(by.number))
  if (account === undefined) throw new OperationMissing('its issuer does not know it (give another file with --issuer)')
  return { issuer, account, keep }
}

async function numberOf(card: OpenCard): Promise<Uint8Array> {
  const { certificate } = await sendOrMiss(card, CAFE_TICK_COMMANDS.readCertificate, {})
  return certificate.cardId
}
