// The tick purse as an applet: parse, let the pure transition decide, commit, answer (src/payment/purse/SPEC.md).
// Nothing is decided here.

import { answer, type Answers } from '../../src/card/commands.ts'
import { parsePurseCommand, PURSE_AID, PURSE_COMMANDS, type PurseCommand } from '../../src/card/purse-commands.ts'
import { observedChain } from '../../src/chain/observed.ts'
import { indexedChain, type ChainFunction } from '../../src/chain/step.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import { responseApdu, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { close, load, personalise, readCertificate, readLog, readStatus } from '../../src/payment/purse/card.ts'
import type { CardTools, PurseRefusal, PurseState, PurseStep } from '../../src/payment/purse/card-state.ts'
import { getLast, openTicks, tick, tickTo } from '../../src/payment/purse/card-ticks.ts'
import type { AppletFactory } from '../applet.ts'
import { allocatePurseCells } from './purse-cells.ts'

export interface PurseAppletOptions {
  readonly aid?: Aid
  /** How the card computes its chains; the reference unless given. */
  readonly chain?: ChainFunction
}

/** A purse, not yet personalised. */
export function purseApplet({ aid = PURSE_AID, chain = indexedChain }: PurseAppletOptions = {}): AppletFactory {
  return {
    aid,
    install({ memory, crypto, random, observe }) {
      const tools = { crypto, random, chain: observedChain(chain, observe) }
      const cells = allocatePurseCells(memory)
      let state = cells.read() // in RAM until the power goes, as the session in it
      return {
        process(command) {
          const parsed = parsePurseCommand(command)
          if (parsed.kind === 'none') return responseApdu(new Uint8Array(), parsed.sw)
          const [next, response] = decide(tools, state, parsed)
          cells.commit(state, next)
          state = next
          return response
        },
      }
    },
  }
}

type Decision = readonly [PurseState, ResponseApdu]

function decide(card: CardTools, state: PurseState, parsed: Exclude<PurseCommand, { kind: 'none' }>): Decision {
  switch (parsed.kind) {
    case 'personalise':
      return encoded(PURSE_COMMANDS.personalise, personalise(card, state, parsed.request))
    case 'readStatus':
      return encoded(PURSE_COMMANDS.readStatus, readStatus(state))
    case 'readCertificate':
      return encoded(PURSE_COMMANDS.readCertificate, readCertificate(state))
    case 'readLog':
      return encoded(PURSE_COMMANDS.readLog, readLog(state, parsed.request))
    case 'load':
      return encoded(PURSE_COMMANDS.load, load(card, state, parsed.request))
    case 'openTicks':
      return encoded(PURSE_COMMANDS.openTicks, openTicks(card, state, parsed.request))
    case 'tick':
      return encoded(PURSE_COMMANDS.tick, tick(card, state, parsed.request))
    case 'tickTo':
      return encoded(PURSE_COMMANDS.tickTo, tickTo(card, state, parsed.request))
    case 'getLast':
      return encoded(PURSE_COMMANDS.getLast, getLast(card, state))
    case 'close':
      return encoded(PURSE_COMMANDS.close, close(card, state, parsed.request))
  }
}

function encoded<Reply, Refusal extends PurseRefusal>(
  command: Answers<Reply, Refusal>,
  [next, outcome]: PurseStep<Reply, Refusal>,
): Decision {
  return [next, answer(command, outcome)]
}
