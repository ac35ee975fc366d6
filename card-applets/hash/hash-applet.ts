// Chain steps on the card, alone: subtract the echo applet's time and what is left is the card's hash.

import {
  HASH_AID,
  HASH_COMMANDS,
  MOST_STEPS,
  type StepsAnswer,
  type StepsRequest,
} from '../../src/card/hash-commands.ts'
import { answer, parserOf } from '../../src/card/commands.ts'
import { fastestChain, fastestPlainChain } from '../../src/chain/kernel/fastest.ts'
import { observedChain } from '../../src/chain/observed.ts'
import { CHAIN_ID_BYTES, type ChainFunction } from '../../src/chain/step.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import { statusOnly } from '../../src/iso7816/response-apdu.ts'
import { accept, refuse, type Outcome } from '../../src/payment/outcome.ts'
import type { AppletFactory } from '../applet.ts'

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
  if (steps > MOST_STEPS || from + steps > 0xffffffff) return refuse('stepsOutOfRange')
  return accept({ value: f.walk(id, value, from, from + steps) })
}
