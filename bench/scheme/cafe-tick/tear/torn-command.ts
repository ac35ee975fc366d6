// The commands of the tick purse that a demonstration tears, each with its card in the state before it and the terminal
// that asks for it, until the answer is definite.

import type { CardImage } from '../../../../card-applets/card-image.ts'
import { usualStack } from '../../../../reader/wrappers/usual.ts'
import type { OpenCard } from '../../../../src/card/channel.ts'
import { send } from '../../../../src/card/commands.ts'
import { CAFE_TICK_COMMANDS } from '../../../../src/card/cafe-tick/commands.ts'
import {
  closeChain,
  openPurse,
  purseOn,
  selectPurse,
  type Purse,
  type Terminal,
} from '../../../../src/card/cafe-tick/terminal.ts'
import { indexedChain } from '../../../../src/chain/step.ts'
import { authoriseLoad } from '../../../../src/payment/cafe-tick/issuer.ts'
import { NONCE_BYTES, PAYEE_BYTES } from '../../../../src/payment/card-certificate.ts'
import type { SellerChain } from '../../../../src/payment/cafe-tick/seller.ts'
import { CURRENCY } from '../../contract/policy.ts'
import type { HeldCard, TickIssuer } from '../issuer.ts'
import { unwrap } from '../../chips/refusals.ts'
import { labCard, type LabCardInput } from '../../chips/lab-card.ts'

export const TORN_COMMANDS = ['tick', 'open', 'close', 'load'] as const
export type TornCommand = (typeof TORN_COMMANDS)[number]

export interface TornPlan {
  readonly command: TornCommand
  readonly asked: string
  /** The card before the command. */
  readonly ready: CardImage
  /** What card and seller must hold together in the end. */
  readonly total: bigint
  select(card: OpenCard): Promise<void>
  /** Asks until the answer is definite; gives what the seller holds then. */
  act(card: OpenCard): Promise<bigint>
}

export interface TornPlanInput {
  readonly chip: Omit<LabCardInput, 'image'>
  /** The card that the demonstration starts from: with a purse of this desk, or blank. */
  readonly image: CardImage | undefined
  readonly desk: TickIssuer
  /** ms since 1970. */
  readonly now: number
}

/** A chain of ten ticks of five units, two of them paid, on a purse with a thousand units at least. */
const TICK_VALUE = 5n
const LIMIT = 10
const PAID = 2
const LEAST_BALANCE = 1000n
const LOADED = 100n

export async function planTear(command: TornCommand, input: TornPlanInput): Promise<TornPlan> {
  const { card, open: opened } = labCard({ ...input.chip, image: input.image })
  const open = usualStack(opened())
  const held = await input.desk.personalise(open)
  if (held.balance < LEAST_BALANCE) await input.desk.load(held, LEAST_BALANCE - held.balance)
  const terminal = terminalOf(input)
  const common = { command, select, total: held.balance }
  if (command === 'load') return { ...common, ...(await tornLoad(input, held)), ready: card.image() }
  const purse = openPurse(open, terminal)
  const chainOf = await chainOpener(purse, input)
  if (command === 'open') {
    return {
      ...common,
      asked: `OPEN TICKS for ${LIMIT} ticks of ${TICK_VALUE} units`,
      ready: card.image(),
      act: async (torn) => (await chainOf(openPurse(torn, terminal)), 0n),
    }
  }
  const chain = await paid(purse, await chainOf(purse))
  return { ...common, ...(command === 'tick' ? tornTick(terminal, chain) : tornClose(chain)), ready: card.image() }
}

async function select(card: OpenCard): Promise<void> {
  unwrap('SELECT', await selectPurse(card))
}

type Act = Pick<TornPlan, 'asked' | 'act'>

async function tornLoad({ desk }: TornPlanInput, held: HeldCard): Promise<Act & { readonly total: bigint }> {
  const { txCounter } = unwrap('GET DATA', await send(held.channel, CAFE_TICK_COMMANDS.readStatus, {}))
  const [, order] = authoriseLoad(desk.issuer, held.account, { txCounter: txCounter + 1, units: LOADED })
  const authorisation = unwrap('load order', order)
  return {
    asked: `LOAD of ${LOADED} units`,
    total: held.balance + LOADED,
    async act(torn) {
      unwrap('LOAD', await purseOn(torn).ask(CAFE_TICK_COMMANDS.load, authorisation))
      return 0n
    },
  }
}

function tornTick(terminal: Terminal, chain: SellerChain): Act {
  const next = chain.best.spent + 1
  return {
    asked: `TICK ${next} of ${LIMIT}, ${TICK_VALUE} units each`,
    async act(torn) {
      const ticked = unwrap('TICK', await openPurse(torn, terminal).take(chain, next))
      return BigInt(ticked.best.spent) * TICK_VALUE
    },
  }
}

function tornClose(chain: SellerChain): Act {
  return {
    asked: `CLOSE after ${chain.best.spent} of ${LIMIT} ticks`,
    async act(torn) {
      unwrap('CLOSE', await closeChain(purseOn(torn)))
      return BigInt(chain.best.spent) * TICK_VALUE
    },
  }
}

/** Opens the same chain on any copy of the card: the same request, so that asking again resumes it. */
async function chainOpener(purse: Purse, { chip, now }: TornPlanInput): Promise<(copy: Purse) => Promise<SellerChain>> {
  const certificate = unwrap('certificate', await purse.certificate())
  const request = {
    payee: new Uint8Array(PAYEE_BYTES).fill(1),
    terminalNonce: chip.random(NONCE_BYTES),
    date: now,
    currency: CURRENCY,
    tickValue: TICK_VALUE,
    limit: LIMIT,
    batch: 1,
  }
  return async (copy) => unwrap('OPEN TICKS', await copy.open(certificate, request))
}

async function paid(purse: Purse, opened: SellerChain): Promise<SellerChain> {
  let chain = opened
  for (let spent = 1; spent <= PAID; spent += 1) {
    chain = unwrap('TICK', await purse.take(chain, spent))
  }
  return chain
}

function terminalOf({ chip: { crypto }, desk, now }: TornPlanInput): Terminal {
  return { crypto, chain: indexedChain, issuerKey: desk.issuer.certificateKey.publicKey, now: () => now }
}
