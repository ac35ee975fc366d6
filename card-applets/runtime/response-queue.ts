// Answers that do not fit the Le they were asked with: 61xx and GET RESPONSE, 6Cxx and the command again
// (ISO/IEC 7816-4:2005, 5.1.3 and 7.6.1; T=0 as in the Java Card runtime 3.0.4, 9.4). Applets never see any of it.

import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { responseApdu, statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'

export type Protocol = 'T=0' | 'T=1'

interface Waiting {
  readonly channel: number
  /** The class of the command whose answer this is. */
  readonly cla: number
  readonly data: Uint8Array
  readonly sw: number
  /** The case 2 command that 6Cxx was answered to: sent again with the right Le it gets the data. */
  readonly repeatOf: CommandApdu | undefined
}

export class ResponseQueue {
  readonly #protocol: Protocol
  #waiting: Waiting | undefined

  constructor(protocol: Protocol) {
    this.#protocol = protocol
  }

  /** What the card sends first when the applet gave `response`; the rest waits. */
  offer(channel: number, command: CommandApdu, response: ResponseApdu): ResponseApdu {
    const { data, sw } = response
    const { cla, ne } = command
    if (data.length === 0) return response
    if (!mayCarryData(sw)) return statusOnly(sw)
    if (this.#protocol === 'T=1') return data.length <= ne ? response : this.#split({ channel, cla, data, sw }, ne)
    if (command.data.length > 0 || ne === 0) return this.#split({ channel, cla, data, sw }, 0)
    if (ne <= data.length) return this.#split({ channel, cla, data, sw }, ne)
    this.#waiting = { channel, cla, data: data.slice(), sw, repeatOf: command }
    return wrongLe(data.length)
  }

  /**
   * Whether something waits that came of a command of this class. GET RESPONSE is of the interindustry class (7816-4:2005,
   * 7.6.1), but readers and runtimes send it in the class of the command before, too (javax.smartcardio does).
   */
  waitsFor(cla: number): boolean {
    return this.#waiting?.repeatOf === undefined && this.#waiting?.cla === cla
  }

  /** GET RESPONSE. At T=0 a Le that is too long is refused with 6Cxx; at T=1 it just gets what is left. */
  next(channel: number, ne: number): ResponseApdu {
    const waiting = this.#waiting
    if (waiting === undefined || waiting.channel !== channel || waiting.repeatOf !== undefined) {
      this.drop()
      return statusOnly(SW.conditionsNotSatisfied)
    }
    const left = waiting.data.length
    if (ne === 0 || (ne > left && this.#protocol === 'T=0')) return wrongLe(left)
    return this.#split(waiting, ne)
  }

  /** The answer to the command that was refused with 6Cxx, when this is that command with the right Le. */
  repeated(channel: number, command: CommandApdu): ResponseApdu | undefined {
    const waiting = this.#waiting
    if (waiting?.repeatOf === undefined || waiting.channel !== channel) return undefined
    const { cla, ins, p1, p2 } = waiting.repeatOf
    const same = command.cla === cla && command.ins === ins && command.p1 === p1 && command.p2 === p2
    if (!same || command.data.length > 0 || command.ne !== waiting.data.length) return undefined
    this.drop()
    return responseApdu(waiting.data, waiting.sw)
  }

  /** Any command but GET RESPONSE, and reset, end the waiting. */
  drop(): void {
    this.#waiting = undefined
  }

  #split(whole: Omit<Waiting, 'repeatOf'>, ne: number): ResponseApdu {
    const { channel, cla, data, sw } = whole
    if (data.length <= ne) {
      this.drop()
      return responseApdu(data, sw)
    }
    const rest = data.slice(ne) // a copy: what the applet returned may be a view of the caller's buffer
    this.#waiting = { channel, cla, data: rest, sw, repeatOf: undefined }
    return responseApdu(data.subarray(0, ne), SW.moreAvailable | lowByte(rest.length))
  }
}

/** Success and warnings 62xx and 63xx may carry data, errors never do (5.1.3). */
function mayCarryData(sw: number): boolean {
  const sw1 = sw >> 8
  return sw1 >> 4 === 9 || sw1 === 0x62 || sw1 === 0x63
}

function wrongLe(length: number): ResponseApdu {
  return statusOnly(SW.wrongLe | lowByte(length))
}

/** 00 says 256 or more. */
function lowByte(length: number): number {
  return length >= 256 ? 0 : length
}
