// What the emulated purse adds to the cryptography of a tick. A whole chain is paid on it, opening and closing included,
// as bytes in and bytes out; in the same rounds the chain steps and the signature that it needed for that are done again,
// with the same inputs and without the card. The terminal's share, its verification included, is not timed.

import { createEmulatedCard, type EmulatedCard } from '../../../card-applets/emulated-card.ts'
import { cafeTickApplet } from '../../../card-applets/cafe-tick/applet.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { commandFor } from '../../../src/card/commands.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from '../../../src/card/cafe-tick/commands.ts'
import { selectApplet } from '../../../src/card/select.ts'
import { indexedChain, type ChainFunction } from '../../../src/chain/step.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { encodeCommand } from '../../../src/iso7816/command-apdu.ts'
import { decodeResponse } from '../../../src/iso7816/response-apdu.ts'
import { SW } from '../../../src/iso7816/status-word.ts'
import type { CheckTools } from '../../../src/payment/cafe-tick/seller.ts'
import type { Stopwatch } from '../../measure/stopwatch.ts'
import { timed, type Executor, type Subject } from '../../run/executor.ts'
import { runChain } from '../../scheme/contract/run-chain.ts'
import { issuersInMemory } from '../card/issuers.ts'
import { PurseBench } from '../card/purse-bench.ts'
import type { SuiteCase } from '../suite-case.ts'

/** The longest chain that the card keeps whole in RAM, which is what it chooses by itself. */
const TICKS = 64

/** What a purse computes with. */
/** The card's chains as the reference has them, and as `compare` runs them. */
const CHAINS: Readonly<Record<string, ChainFunction>> = { noble: indexedChain, 'fastest kernel': runChain }

const CARD = 'emulated purse'
const ALONE = 'no card'

export const TICK_FACT: string = `${TICKS} on a chain, opening and closing included; p256; fastest kernel: ${runChain.name}`

export function tickCases(): SuiteCase[] {
  return Object.keys(CHAINS).flatMap((chain) => {
    const [tick, alone] = [`tick, ${chain}`, `its hashes and signature alone, ${chain}`]
    const common = { scenario: 'tick', parameters: { chain, ticks: TICKS } }
    const display = { regime: 'a tick', unitsPerOperation: TICKS }
    return [
      { ...common, name: tick, target: CARD, display: { ...display, peers: [] } },
      { ...common, name: alone, target: ALONE, display: { ...display, peers: [tick], answers: [tick] } },
    ]
  })
}

export function tickExecutor(start: Stopwatch): Executor {
  return {
    open({ target, parameters }) {
      const chain = CHAINS[String(parameters['chain'])]
      if (chain === undefined) throw new TypeError(`no chain ${parameters['chain']}`)
      const tools = { crypto: nodeCrypto('p256'), chain }
      return target === CARD ? tickSubject(tools, start) : cryptographySubject(tools, start)
    },
  }
}

/** One operation is a chain on a card. Exported for the tests. */
export async function tickSubject(tools: CheckTools, start: Stopwatch): Promise<Subject> {
  const pay = await chainPayer(tools)
  return { operation: (operations) => pay(start, operations) }
}

/** One operation is what the card computes for a chain. Exported for the tests. */
export async function cryptographySubject({ crypto, chain }: CheckTools, start: Stopwatch): Promise<Subject> {
  const done: (() => unknown)[] = []
  const { signatures } = crypto
  const pay = await chainPayer({
    crypto: {
      ...crypto,
      signatures: {
        ...signatures,
        sign(secretKey, message) {
          done.push(() => signatures.sign(secretKey, message))
          return signatures.sign(secretKey, message)
        },
      },
    },
    chain: {
      ...chain,
      walk(id, value, from, to) {
        const [ownId, ownValue] = [id.slice(), value.slice()]
        done.push(() => chain.walk(ownId, ownValue, from, to))
        return chain.walk(id, value, from, to)
      },
    },
  })
  done.length = 0 // what making the card ready took
  pay(() => () => 0, 1)
  return {
    operation: timed(start, (operations) => {
      for (let turn = 0; turn < operations; turn += 1) for (const again of done) again()
    }),
  }
}

/** A card whose every call pays so many chains and gives the time of the card's exchanges alone. */
async function chainPayer({ crypto, chain }: CheckTools): Promise<(start: Stopwatch, chains: number) => number> {
  const port = createEmulatedCard({ applets: [cafeTickApplet({ chain })], crypto, random: seededRandom(1) })
  const card = openEmulated(port)
  await selectApplet(card, CAFE_TICK_AID)
  const issuers = issuersInMemory({ crypto, random: seededRandom(3) })
  const purse = await PurseBench.prepare({ card, crypto, random: seededRandom(2), issuers })
  return (start, chains) => {
    const first = nextNumber(port)
    const commands = Array.from({ length: chains }, (_, at) => chainCommands(purse, first + at)).flat()
    const answers: Uint8Array[] = []
    const stop = start()
    for (const command of commands) answers.push(port.exchange(command))
    const ns = stop()
    if (!answers.every(isDone)) throw new Error('a purse under measurement refused to pay')
    return ns
  }
}

function chainCommands(purse: PurseBench, txCounter: number): readonly Uint8Array[] {
  const { openTicks, tick, close } = CAFE_TICK_COMMANDS
  return [
    commandFor(openTicks, purse.request({ limit: TICKS, batch: 1 })),
    ...Array.from({ length: TICKS }, (_, before) => commandFor(tick, { txCounter, spent: before + 1 })),
    commandFor(close, { txCounter }),
  ].map(encodeCommand)
}

/** Of the chain that is opened next. */
function nextNumber(port: EmulatedCard): number {
  const { readStatus } = CAFE_TICK_COMMANDS
  const { data } = decodeResponse(port.exchange(encodeCommand(commandFor(readStatus, {}))))
  return readStatus.response.decode(data).txCounter + 1
}

function isDone(answer: Uint8Array): boolean {
  return decodeResponse(answer).sw === SW.ok
}
