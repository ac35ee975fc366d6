// One operation as it is repeated: its own commands and the baseline of the same sizes, each behind the right SELECT.
// Who times the exchange is handed in: a stopwatch on this host, or a modelled clock.

import { ECHO_AID } from '../../../card-applets/echo/echo-applet.ts'
import type { CommandApdu } from '../../../src/iso7816/command-apdu.ts'
import type { ResponseApdu } from '../../../src/iso7816/response-apdu.ts'
import type { MeasuredCard } from './cards.ts'
import { echoOf } from './echo-operations.ts'
import { OperationMissing, type CardOperation, type PreparedOperation } from './operation.ts'

/** Runs one exchange and gives its nanoseconds. */
export type TimeExchange = (exchange: () => Promise<ResponseApdu>) => Promise<{
  readonly response: ResponseApdu
  readonly ns: number
}>

export interface Repeated {
  readonly operation: CardOperation
  readonly card: MeasuredCard
  /** Nanoseconds of all commands of one operation. */
  once(time: TimeExchange): Promise<number>
  /** The same number of baseline exchanges; undefined for what is a baseline itself, and on a card that has none. */
  readonly baselineOnce: ((time: TimeExchange) => Promise<number>) | undefined
  readonly hasBaseline: boolean
  /** It is measured whole: there is nothing to subtract. */
  readonly isBaseline: boolean
  readonly answered: string | undefined
}

/** Prepares, and runs once what will be run often. Throws `OperationMissing`. */
export async function repeat(operation: CardOperation, card: MeasuredCard): Promise<Repeated> {
  await card.select(operation.aid)
  const prepared = await operation.prepare(card.context)
  const repeated = new RepeatedOperation(operation, card, prepared)
  await repeated.once(untimed)
  await repeated.tryBaseline()
  return repeated
}

async function untimed(exchange: () => Promise<ResponseApdu>): ReturnType<TimeExchange> {
  return { response: await exchange(), ns: 0 }
}

class RepeatedOperation implements Repeated {
  readonly operation: CardOperation
  readonly card: MeasuredCard
  baselineOnce: Repeated['baselineOnce']
  readonly #prepared: PreparedOperation
  /** What went over the wire last, command by command of one operation. */
  #sizes: readonly Sizes[] = []

  constructor(operation: CardOperation, card: MeasuredCard, prepared: PreparedOperation) {
    this.operation = operation
    this.card = card
    this.#prepared = prepared
    const { baseline } = prepared
    if (baseline === 'none') return
    this.baselineOnce = (time) => (baseline === undefined ? this.#echoes(time) : this.#ownBaseline(time, baseline))
  }

  get hasBaseline(): boolean {
    return this.baselineOnce !== undefined
  }

  get isBaseline(): boolean {
    return this.#prepared.baseline === 'none'
  }

  get answered(): string | undefined {
    return this.#prepared.answered
  }

  /**
   * Other people's cards have no echo applet: then a read of about the same sizes serves, or else the exchange stays in
   * the figure, and is said to.
   */
  async tryBaseline(): Promise<void> {
    if (await this.#works()) return
    const { otherwise } = this.#prepared
    this.baselineOnce = otherwise && ((time) => this.#ownBaseline(time, otherwise))
    if (!(await this.#works())) this.baselineOnce = undefined
  }

  async #works(): Promise<boolean> {
    try {
      await this.baselineOnce?.(untimed)
      return true
    } catch (error) {
      if (!(error instanceof OperationMissing)) throw error
      return false
    }
  }

  async once(time: TimeExchange): Promise<number> {
    const sizes: Sizes[] = []
    let totalNs = 0
    await this.card.select(this.operation.aid)
    for (let done = 0; done < (this.operation.commands ?? 1); done += 1) {
      const command = await this.#prepared.next()
      const isCommand = typeof command !== 'function'
      const { response, ns } = await time(isCommand ? () => this.card.context.card.transmit(command) : command)
      totalNs += ns
      if (isCommand) sizes.push({ nc: command.data.length, ne: command.ne, na: response.data.length })
      await this.#prepared.taken(response)
    }
    this.#sizes = sizes
    return totalNs
  }

  async #ownBaseline(time: TimeExchange, baseline: () => CommandApdu): Promise<number> {
    await this.card.select(this.operation.aid)
    let totalNs = 0
    for (let done = 0; done < (this.operation.commands ?? 1); done += 1) totalNs += await this.#timed(time, baseline())
    return totalNs
  }

  async #echoes(time: TimeExchange): Promise<number> {
    await this.card.select(ECHO_AID)
    let totalNs = 0
    for (const { nc, na, ne } of this.#sizes) totalNs += await this.#timed(time, echoOf(nc, na, ne), na)
    return totalNs
  }

  async #timed(time: TimeExchange, command: CommandApdu, expected?: number): Promise<number> {
    const { response, ns } = await time(() => this.card.context.card.transmit(command))
    if (response.sw === 0x9000 && (expected ?? response.data.length) === response.data.length) return ns
    throw new OperationMissing(`the baseline of ${this.operation.name} was refused`)
  }
}

interface Sizes {
  readonly nc: number
  readonly ne: number
  /** Bytes that came back, without the status. */
  readonly na: number
}
