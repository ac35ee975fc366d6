// What nearly every card answers, whoever made it: a reset, a SELECT of what is not there, GET DATA, GET CHALLENGE
// (ISO/IEC 7816-4:2005, 7.1.1, 7.4.2 and 7.5.3), and commands of several lengths that it refuses, which are its wire. A
// refusal is an answer here, as long as it is the same each time. Changes nothing, sends no PIN.

import { utf8 } from '../../../src/bytes/bytes.ts'
import { aid, type Aid } from '../../../src/iso7816/aid.ts'
import { commandApdu, type CommandParts } from '../../../src/iso7816/command-apdu.ts'
import { statusOnly, type ResponseApdu } from '../../../src/iso7816/response-apdu.ts'
import { printStatusWord, SW } from '../../../src/iso7816/status-word.ts'
import { OperationMissing, type CardKind, type CardOperation, type OperationContext } from './operation.ts'

/** Bytes of data of a refused command. */
const REFUSED_SIZES: readonly number[] = [0, 16, 64, 200]

/** No card has it: F0 begins names that nobody has registered (ISO/IEC 7816-4:2005, 8.2.1.2). */
export const ABSENT_AID: Aid = aid(Uint8Array.of(0xf0, ...utf8('tickbench none')))

/** Interindustry, and meaning nothing in 7816-4, -8 and -9, GlobalPlatform, PIV, OpenPGP and U2F. */
const UNKNOWN_INS = 0x0a

const ANY_CARD: CardKind = { name: 'any card', applets: () => [], mac: 'hmac' }
const common = { group: 'any card', kind: ANY_CARD, aid: undefined, changes: false } as const

export const COMMON_OPERATIONS: readonly CardOperation[] = [
  reset(),
  asked('SELECT of an absent application', { cla: 0, ins: 0xa4, p1: 0x04, data: ABSENT_AID.bytes, ne: 256 }),
  asked('GET DATA', { cla: 0x80, ins: 0xca, p1: 0x9f, p2: 0x7f, ne: 256 }),
  asked('GET CHALLENGE', { cla: 0, ins: 0x84, ne: 8 }),
  ...REFUSED_SIZES.map((size) =>
    asked(`unknown command of ${size} B`, { cla: 0, ins: UNKNOWN_INS, data: new Uint8Array(size).fill(0x5a) }),
  ),
]

/** Warm where the reader can: the answer to reset has come when it ends. */
function reset(): CardOperation {
  return {
    ...common,
    name: 'reset',
    onlyReal: true,
    async prepare({ wire }) {
      if (wire.facts.driver === 'hid') throw new OperationMissing('over HID no host resets a token')
      const exchange = async (): Promise<ResponseApdu> => {
        await wire.reset()
        return statusOnly(SW.ok)
      }
      return { next: () => exchange, taken: () => undefined, baseline: 'none' }
    },
  }
}

function asked(name: string, parts: CommandParts): CardOperation {
  const command = commandApdu(parts)
  return {
    ...common,
    name,
    async prepare({ wire }: OperationContext) {
      const exchange = () => wire.transmit(command)
      const first = await exchange()
      const taken = (answer: ResponseApdu): void => {
        if (answer.sw === first.sw && answer.data.length === first.data.length) return
        throw new OperationMissing('its answer is not the same each time')
      }
      for (let again = 0; again < AGAIN; again += 1) taken(await exchange())
      return { next: () => exchange, taken, baseline: 'none', answered: printStatusWord(first.sw) }
    },
  }
}

/** Enough to see a card that answers in turns. */
const AGAIN = 2
