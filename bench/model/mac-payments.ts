// The symmetric purse of EN 1546 at a counter, with the seller's module: the real conversation on emulated cards, counted
// and collected at the end.

import { createEmulatedCard } from '../../card-applets/emulated-card.ts'
import type { AppletFactory } from '../../card-applets/applet.ts'
import { iepApplet } from '../../card-applets/purse-mac/iep-applet.ts'
import { psamApplet } from '../../card-applets/purse-mac/psam-applet.ts'
import { openEmulated } from '../../reader/drivers/emulated.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import { send } from '../../src/card/commands.ts'
import { IEP_AID, IEP_COMMANDS } from '../../src/card/iep-commands.ts'
import { PSAM_AID, PSAM_COMMANDS } from '../../src/card/psam-commands.ts'
import { buy, type Doubt } from '../../src/card/purse-mac-terminal.ts'
import { selectApplet } from '../../src/card/select.ts'
import { aesCmac, observedCmac } from '../../src/crypto/cmac.ts'
import type { Crypto, RandomBytes } from '../../src/crypto/crypto.ts'
import { observed } from '../../src/crypto/observed.ts'
import { createTally, type OperationCounts, type OperationObserver } from '../../src/crypto/operations.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { collect } from '../../src/payment/purse-mac/acquirer.ts'
import { createMacIssuer, makeIep, makePsam, orderCredit } from '../../src/payment/purse-mac/issuer.ts'
import type { Purchase } from '../../src/payment/purse-mac/messages.ts'
import { CURRENCY } from '../scenario/purse-desk.ts'
import { reached } from '../scenario/scheme.ts'

export interface CountedPayments {
  readonly payments: number
  /** By role; set-up is not counted. */
  readonly operations: Readonly<Record<string, OperationCounts>>
}

export interface MacPaymentInput {
  readonly crypto: Crypto
  readonly payments: number
}

const DATE = Date.UTC(2026, 0, 5)
const YEAR_MS = 366 * 24 * 60 * 60 * 1000
/** Purchases that a terminal hands in together: the paper's "accumulation", at least once a day. */
const COLLECTED_TOGETHER = 1_000

/** Purchases of one unit with the symmetric purse. */
export async function payWithMacPurse({ crypto, payments }: MacPaymentInput): Promise<CountedPayments> {
  const random = seededRandom(1, 'mac purse')
  const tallies = { card: createTally(), seller: createTally(), acquirer: createTally() }
  const counter = await openMacCounter({ crypto, payments, random, tallies })
  let { seller } = counter
  let doubt: Doubt | undefined
  const keeper = { read: () => doubt, write: (next: Doubt | undefined) => (doubt = next) }
  for (let paid = 0; paid < payments;) {
    const purchases: Purchase[] = []
    for (; paid < payments && purchases.length < COLLECTED_TOGETHER; paid += 1) {
      purchases.push(...reached('purchase', await buy(counter, keeper, { units: 1n, date: DATE })))
    }
    const collection = reached('collection', await send(counter.psam, PSAM_COMMANDS.beginCollection, {}))
    const [next, collected] = collect(counter.issuer, seller, { collection, purchases })
    seller = next
    reached(
      'END COLLECTION',
      await send(counter.psam, PSAM_COMMANDS.endCollection, reached('collect', collected).receipt),
    )
  }
  return { payments, operations: countsOf(tallies) }
}

type Tallies = Readonly<Record<string, ReturnType<typeof createTally>>>

interface MacCounterInput extends MacPaymentInput {
  readonly random: RandomBytes
  readonly tallies: Readonly<Record<'card' | 'seller' | 'acquirer', ReturnType<typeof createTally>>>
}

/** A loaded purse and a module, with what the back office keeps of them. */
async function openMacCounter({ crypto, payments, random, tallies }: MacCounterInput) {
  const counting = observed(crypto, tallies.acquirer.observe)
  const tools = {
    mac: observedCmac(aesCmac, tallies.acquirer.observe),
    hash: (message: Uint8Array) => counting.hash(message),
  }
  const bureau = createMacIssuer({ mac: aesCmac, hash: (message) => crypto.hash(message) }, random, [1])
  const balance = BigInt(payments)
  const limits = { largestBalance: balance, largestPurchase: 1n }
  const validity = { currency: CURRENCY, expires: DATE + YEAR_MS, keyVersion: 1 }
  const [account, personalisation] = makeIep(bureau, { iepId: random(8), ...validity, ...limits })
  const [seller, module] = makePsam(bureau, {
    psamId: random(8),
    currency: CURRENCY,
    keyVersions: [1],
    largestPurchase: 1n,
  })
  const purse = counted({ applet: iepApplet(), crypto, random, tally: tallies.card.observe })
  const psam = counted({ applet: psamApplet(), crypto, random, tally: tallies.seller.observe })
  await selectApplet(purse.card, IEP_AID)
  await selectApplet(psam.card, PSAM_AID)
  reached('PERSONALISE', await send(purse.card, IEP_COMMANDS.personalise, personalisation))
  reached('PERSONALISE', await send(psam.card, PSAM_COMMANDS.personalise, module))
  const offer = reached('load offer', await send(purse.card, IEP_COMMANDS.initializeLoad, {}))
  const [, credit] = orderCredit(bureau, account, offer, balance)
  reached('CREDIT', await send(purse.card, IEP_COMMANDS.credit, reached('credit', credit)))
  purse.start()
  psam.start()
  return { issuer: { ...bureau, ...tools }, iep: purse.card, psam: psam.card, seller }
}

interface CountedCard {
  readonly card: OpenCard
  /** From now on it is counted and shown. */
  readonly start: () => void
}

interface CountInput {
  readonly applet: AppletFactory
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly tally: OperationObserver
}

function counted({ applet, crypto, random, tally }: CountInput): CountedCard {
  let started = false
  const card = openEmulated(
    createEmulatedCard({
      applets: [applet],
      crypto,
      random,
      observe(kind, bytes, count) {
        if (started) tally(kind, bytes, count)
      },
    }),
  )
  return { card, start: () => (started = true) }
}

function countsOf(tallies: Tallies): CountedPayments['operations'] {
  return Object.fromEntries(Object.entries(tallies).map(([role, tally]) => [role, tally.read()]))
}
