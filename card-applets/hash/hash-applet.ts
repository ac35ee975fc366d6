// Chain steps on the card, alone: subtract the echo applet's time and what is left is the card's hash.

import { part, u32At } from '../../src/bytes/bytes.ts'
import { offsetOf } from '../../src/bytes/layout.ts'
import {
  HASH_AID,
  HASH_COMMANDS,
  MOST_STEPS,
  stepsRequestLayout,
  type StepsAnswer,
  type StepsRequest,
} from '../../src/card/hash-commands.ts'
import { answer, isCommand, parserOf } from '../../src/card/commands.ts'
import { fastestChain, fastestPlainChain } from '../../src/chain/kernel/fastest.ts'
import { observedChain } from '../../src/chain/observed.ts'
import { CHAIN_ID_BYTES, type ChainFunction } from '../../src/chain/step.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { responseApdu, statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import { accept, refuse, type Outcome } from '../../src/payment/outcome.ts'
import type { AppletFactory } from '../applet.ts'
import { sizeOf } from '../kit/stored.ts'

export interface HashAppletOptions {
  readonly aid?: Aid
  /** How the card computes indexed chains; the fastest way unless given. */
  readonly chain?: ChainFunction
}

/** Takes so many steps of a chain at a command. */
export function hashApplet({ aid = HASH_AID, chain = fastestChain }: HashAppletOptions = {}): AppletFactory {
  return {
    aid,
    install({ observe }) {
      const indexed = observedChain(chain, observe)
      const plain = observedChain(fastestPlainChain, observe)
      const parse = parserOf(HASH_COMMANDS)
      return {
        multiselectable: true,
        process(command) {
          if (isStep(command)) return stepped(indexed, command.data)
          const parsed = parse(command)
          switch (parsed.kind) {
            case 'none':
              return statusOnly(parsed.sw)
            case 'chainSteps':
              return answer(HASH_COMMANDS.chainSteps, walk(indexed, parsed.request))
            case 'plainSteps': {
              const request = { ...parsed.request, id: NO_ID, from: 0 }
              return answer(HASH_COMMANDS.plainSteps, walk(plain, request))
            }
          }
        },
      }
    },
  }
}

/** A plain chain has no identifier; its function ignores these bytes. */
const NO_ID = new Uint8Array(CHAIN_ID_BYTES)

function walk(f: ChainFunction, { id, value, from, steps }: StepsRequest): Outcome<StepsAnswer, 'stepsOutOfRange'> {
  if (steps > MOST_STEPS || from + steps > LAST_INDEX) return refuse('stepsOutOfRange')
  return accept({ value: f.walk(id, value, from, from + steps) })
}

const LAST_INDEX = 0xffffffff
const { chainSteps } = HASH_COMMANDS
const REQUEST_BYTES = sizeOf(stepsRequestLayout)
const VALUE = offsetOf(stepsRequestLayout, 'value')
const FROM = offsetOf(stepsRequestLayout, 'from')
const STEPS = offsetOf(stepsRequestLayout, 'steps')

/** The usual case of a command that is there to be timed: in range, so that nothing is left but to walk. */
function isStep(command: CommandApdu): boolean {
  const { data } = command
  if (!isCommand(chainSteps, command) || data.length !== REQUEST_BYTES) return false
  const steps = u32At(data, STEPS)
  return steps <= MOST_STEPS && u32At(data, FROM) + steps <= LAST_INDEX
}

/** Takes the fields from where the layout has them; the answer is the value and nothing else. */
function stepped(f: ChainFunction, data: Uint8Array): ResponseApdu {
  const from = u32At(data, FROM)
  const value = f.walk(part(data, 0, VALUE), part(data, VALUE, FROM), from, from + u32At(data, STEPS))
  return responseApdu(value, SW.ok)
}
