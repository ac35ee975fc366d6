// The tick purse in Java against the one in TypeScript, on random walks: the same answers, but for secrets, which must reach
// the anchors that each card committed to.

import { beforeAll, expect, it, type TestContext } from 'vitest'
import { cafeTickApplet } from '../../card-applets/cafe-tick/applet.ts'
import { createEmulatedCard } from '../../card-applets/emulated-card.ts'
import { portCard } from '../../card-applets/testing/port-card.ts'
import { usualStack } from '../../reader/wrappers/usual.ts'
import { printHex } from '../../src/bytes/hex.ts'
import { commandFor } from '../../src/card/commands.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from '../../src/card/cafe-tick/commands.ts'
import type { CardChannel, OpenCard } from '../../src/card/channel.ts'
import { indexedChain } from '../../src/chain/step.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { printStatusWord } from '../../src/iso7816/status-word.ts'
import type { ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { lastAnswerLayout, purseStatusLayout, tickAnswerLayout } from '../../src/payment/cafe-tick/card-messages.ts'
import { signedCommitmentLayout, type TickCommitment } from '../../src/payment/cafe-tick/messages.ts'
import { javaCard, whyNoJavaCards } from './testing/java-card.ts'
import { CRYPTO, diceOf, nextStep, personalise, type Whereabouts, type WalkStep } from './testing/purse-walk.ts'

const STEPS = 250
let missing: string | undefined

beforeAll(async () => {
  missing = await whyNoJavaCards()
}, 600_000)

it.for([1, 2, 3, 4, 5, 6])('walk %i of the purse is the same in both languages', async (seed, test: TestContext) => {
  if (missing !== undefined) return test.skip(missing)
  const applets = [cafeTickApplet()]
  const ours = portCard(createEmulatedCard({ applets, crypto: CRYPTO, random: seededRandom(seed, 'card') }))
  const { walk, said } = await walkWith(ours, seed)
  const paid = said.filter((each) => each.endsWith('reaches the anchor'))
  expect(paid.length).toBeGreaterThan(30)
  const { card, close } = await javaCard(['cafe-tick'])
  try {
    expect(await answers(card, walk)).toEqual(said)
  } finally {
    await close()
  }
})

/** A walk that goes on from what the card answers. */
async function walkWith(card: OpenCard, seed: number): Promise<{ walk: readonly WalkStep[]; said: readonly string[] }> {
  const dice = diceOf(seededRandom(seed, 'purse walk'))
  const memory = new Listener(card)
  await memory.select()
  const walk: WalkStep[] = [personalise(seed % 2 === 0)]
  const said: string[] = []
  for (const step of walk) {
    said.push(await memory.ask(step))
    if (walk.length < STEPS) walk.push(nextStep(dice, await memory.whereabouts()))
  }
  return { walk, said }
}

/** What a card says to the steps of a walk, with what it drew or signed left out. */
async function answers(card: OpenCard, walk: readonly WalkStep[]): Promise<readonly string[]> {
  const memory = new Listener(card)
  await memory.select()
  const said: string[] = []
  for (const step of walk) said.push(await memory.ask(step))
  return said
}

/** Asks one card, and remembers what its chain is committed to. */
class Listener {
  readonly #card: OpenCard
  readonly #channel: CardChannel
  #chain: TickCommitment | undefined
  #spent = 0

  constructor(card: OpenCard) {
    this.#card = card
    this.#channel = usualStack(card)
  }

  async select(): Promise<void> {
    await this.#channel.transmit(commandApdu({ cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: CAFE_TICK_AID.bytes }))
  }

  async whereabouts(): Promise<Whereabouts> {
    const { data } = await this.#channel.transmit(commandFor(CAFE_TICK_COMMANDS.readStatus, {}))
    return { ...purseStatusLayout.decode(data), spent: this.#spent }
  }

  async ask(step: WalkStep): Promise<string> {
    if (step.kind === 'reset') {
      await this.#card.reset()
      await this.select()
      return 'reset'
    }
    const answer = await this.#channel.transmit(step.command)
    if (answer.sw === 0x9000) this.#remember(step, answer)
    return `${printStatusWord(answer.sw)} ${step.kind} ${shown(step, answer, this.#chain)}`
  }

  #remember({ kind }: WalkStep, { data }: ResponseApdu): void {
    if (kind === 'openTicks') this.#chain = signedCommitmentLayout.decode(data).commitment
    if (kind === 'openTicks') this.#spent = 0
    if (kind === 'tick' || kind === 'tickTo') this.#spent = tickAnswerLayout.decode(data).spent
  }
}

function shown({ kind }: WalkStep, { data, sw }: ResponseApdu, chain: TickCommitment | undefined): string {
  if (sw !== 0x9000) return printHex(data)
  if (kind === 'openTicks') return shownCommitment(data)
  if (kind === 'tick' || kind === 'tickTo') return shownTick(data, chain)
  if (kind !== 'getLast') return printHex(data)
  const last = lastAnswerLayout.decode(data)
  const head = `${last.kind} ${last.txCounter}`
  if (last.kind === 'open') return `${head} ${shownCommitment(last.answer)}`
  return last.kind === 'tick' ? `${head} ${shownTick(last.answer, chain)}` : printHex(data)
}

function shownCommitment(data: Uint8Array): string {
  const { commitment, signature } = signedCommitmentLayout.decode(data)
  const none = new Uint8Array(16)
  const known = { commitment: { ...commitment, chainId: none, anchor: none }, signature: none }
  return `${printHex(signedCommitmentLayout.encode(known))} and ${signature.length} B`
}

function shownTick(data: Uint8Array, chain: TickCommitment | undefined): string {
  const { spent, value } = tickAnswerLayout.decode(data)
  if (chain === undefined) return `${spent} of no chain`
  const reached = indexedChain.walk(chain.chainId, value, chain.limit - spent, chain.limit)
  return `${spent} ${printHex(reached) === printHex(chain.anchor) ? 'reaches' : 'misses'} the anchor`
}
