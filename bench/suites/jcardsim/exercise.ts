// What both cards are asked: commands made ready before anything is timed, and those that are timed. A tick spends, so a
// chain is opened for every 64 of them, by commands that are not timed: they would measure the signature.

import { commandFor } from '../../../src/card/commands.ts'
import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from '../../../src/card/cafe-tick/commands.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { HASH_AID, HASH_COMMANDS } from '../../../src/card/hash-commands.ts'
import { selectApplet } from '../../../src/card/select.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../../src/chain/step.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { commandApdu, encodeCommand } from '../../../src/iso7816/command-apdu.ts'
import type { Aid } from '../../../src/iso7816/aid.ts'
import { ECHO_AID, ECHO_INS } from '../../../card-applets/echo/echo-applet.ts'
import { issuersInMemory } from '../card/issuers.ts'
import { PurseBench } from '../card/purse-bench.ts'
import { sendOrMiss } from '../card/declared.ts'

export interface Exercise {
  readonly before: readonly Uint8Array[]
  readonly timed: readonly Uint8Array[]
  /** How often all of `timed`, one after the other. */
  readonly repeat: number
}

/**
 * Exercises that make so many operations, on the card that they were prepared for. Each is made when it is asked for: what
 * waits in memory has to be moved by the collector while others are timed.
 */
export type Exercises = (operations: number) => Promise<Iterable<Exercise>>

export interface ExerciseKind {
  readonly name: string
  readonly unitsPerOperation: number
  /** An operation has an exercise of its own, so short that reading the clock shows: it is subtracted. */
  readonly isShort?: true
  readonly prepare: (card: OpenCard) => Promise<Exercises>
}

/** The longest chain that both cards keep whole in RAM. */
const TICKS = 64
const ECHO_BYTES = 32

export const EXERCISES: readonly ExerciseKind[] = [
  repeated(`echo of ${ECHO_BYTES} B`, ECHO_AID, {
    cla: 0x80,
    ins: ECHO_INS.echo,
    data: new Uint8Array(ECHO_BYTES).fill(0x5a),
    ne: 256,
  }),
  repeated('SELECT', ECHO_AID, selecting(ECHO_AID)),
  repeated('hash of 44 B', HASH_AID, commandFor(HASH_COMMANDS.chainSteps, oneStep())),
  { name: 'tick', unitsPerOperation: TICKS, isShort: true, prepare: preparedTicks },
]

function repeated(name: string, aid: Aid, command: Parameters<typeof commandApdu>[0]): ExerciseKind {
  const timed = [encodeCommand(commandApdu(command))]
  const before = [encodeCommand(selecting(aid))]
  const exercises: Exercises = (repeat) => Promise.resolve([{ before, timed, repeat }])
  return { name, unitsPerOperation: 1, prepare: () => Promise.resolve(exercises) }
}

/** With the file control information: what a terminal does that has not met this card. */
function selecting({ bytes }: Aid): ReturnType<typeof commandApdu> {
  return commandApdu({ cla: 0, ins: 0xa4, p1: 0x04, data: bytes, ne: 256 })
}

function oneStep(): { id: Uint8Array; value: Uint8Array; from: number; steps: number } {
  const random = seededRandom(1)
  return { id: random(CHAIN_ID_BYTES), value: random(CHAIN_VALUE_BYTES), from: 0, steps: 1 }
}

async function preparedTicks(card: OpenCard): Promise<Exercises> {
  const tools = { crypto: nodeCrypto('p256'), random: seededRandom(2) }
  const select = encodeCommand(selecting(CAFE_TICK_AID))
  await selectApplet(card, CAFE_TICK_AID)
  const purse = await PurseBench.prepare({ ...tools, card, issuers: issuersInMemory(tools) })
  const { readStatus, openTicks, tick, close } = CAFE_TICK_COMMANDS
  return async (chains) => {
    await selectApplet(card, CAFE_TICK_AID)
    await purse.closed()
    const { txCounter: last } = await sendOrMiss(card, readStatus, {})
    return chainsFrom(last + 1, last + chains)
  }

  function* chainsFrom(first: number, last: number): Iterable<Exercise> {
    for (let txCounter = first; txCounter <= last; txCounter += 1) {
      const ticks = Array.from({ length: TICKS }, (_, paid) => commandFor(tick, { txCounter, spent: paid + 1 }))
      const open = commandFor(openTicks, purse.request({ limit: TICKS, batch: 1 }))
      const ended = txCounter === first ? [] : [commandFor(close, { txCounter: txCounter - 1 })]
      yield { before: [select, ...[...ended, open].map(encodeCommand)], timed: ticks.map(encodeCommand), repeat: 1 }
    }
  }
}
