// Who does an exercise: a card in this process, one in a JVM that times itself, one at the other end of a socket.

import type { OpenCard } from '../../../src/card/channel.ts'
import { createEmulatedCard } from '../../../card-applets/emulated-card.ts'
import { cafeTickApplet } from '../../../card-applets/cafe-tick/applet.ts'
import { echoApplet } from '../../../card-applets/echo/echo-applet.ts'
import { hashApplet } from '../../../card-applets/hash/hash-applet.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { hostClock } from '../../measure/latency.ts'
import { median, sortSamples } from '../../measure/statistics/samples.ts'
import type { Stopwatch } from '../../measure/stopwatch.ts'
import { runChain } from '../../scheme/contract/run-chain.ts'
import type { JoinedCard } from './joined-card.ts'
import type { Exercise } from './exercise.ts'

export interface Contestant {
  /** For what is not timed. */
  readonly card: OpenCard
  /** Gives the nanoseconds of what is timed. Throws `Error` where the card refuses. */
  readonly run: (exercise: Exercise) => number | Promise<number>
}

/** The emulated card, called as a function. */
export function cardHere(start: Stopwatch): Contestant {
  const applets = [echoApplet(), hashApplet({ chain: runChain }), cafeTickApplet({ chain: runChain })]
  const port = createEmulatedCard({ applets, crypto: nodeCrypto('p256'), random: seededRandom(3) })
  const runAll = (commands: readonly Uint8Array[], repeat: number): void => {
    for (let turn = 0; turn < repeat; turn += 1) for (const command of commands) assertDone(port.exchange(command))
  }
  return {
    card: openEmulated(port),
    run({ before, timed, repeat }) {
      runAll(before, 1)
      const stop = start()
      runAll(timed, repeat)
      return stop()
    },
  }
}

/** jCardSim, which runs a whole exercise at one message and times it itself (TimedCard.java). */
export function cardThere(joined: JoinedCard): Contestant {
  return {
    card: joined.card,
    async run(exercise) {
      const answer = await joined.exchange(timedFrame(exercise))
      if (answer.length !== NS_BYTES) assertDone(answer)
      return Number(new DataView(answer.buffer, answer.byteOffset).getBigInt64(0))
    },
  }
}

/** Class FF, which no command has; how often; the commands to run before, and those to time. */
function timedFrame({ before, timed, repeat }: Exercise): Uint8Array {
  const bytes = [0xff, ...[24, 16, 8, 0].map((shift) => (repeat >>> shift) & 0xff)]
  for (const commands of [before, timed]) {
    bytes.push(commands.length >> 8, commands.length & 0xff)
    for (const command of commands) bytes.push(command.length >> 8, command.length & 0xff, ...command)
  }
  return Uint8Array.from(bytes)
}

const NS_BYTES = 8

/**
 * Any card at the other end of a socket: elapsed time, since waiting for each other is what a wire costs. The median
 * exchange stands for all: on a crowded machine the mean tells how long others had the processor.
 */
export function cardOverWire({ card, exchange, exchangeAll }: JoinedCard): Contestant {
  return {
    card,
    async run({ before, timed, repeat }) {
      for (const command of before) assertDone(await exchange(command))
      const ns: number[] = []
      let last = hostClock()
      await exchangeAll(timed, repeat, (answer) => {
        const now = hostClock()
        ns.push(Number(now - last))
        last = now
        assertDone(answer)
      })
      return Math.round(median(sortSamples(ns)) * ns.length)
    },
  }
}

function assertDone(answer: Uint8Array): void {
  if (answer[answer.length - 2] !== 0x90 || answer[answer.length - 1] !== 0) {
    throw new Error(`a card under measurement refused: ${Buffer.from(answer.subarray(-2)).toString('hex')}`)
  }
}
