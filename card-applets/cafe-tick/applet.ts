// The tick purse as an applet (src/payment/cafe-tick/SPEC.md).

import {
  parsePurseCommand,
  CAFE_TICK_AID,
  CAFE_TICK_COMMANDS,
  type PurseCommand,
} from '../../src/card/cafe-tick/commands.ts'
import { observedChain } from '../../src/chain/observed.ts'
import { indexedChain, type ChainFunction } from '../../src/chain/step.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import {
  close,
  control,
  load,
  personalise,
  readCertificate,
  readLog,
  readStatus,
} from '../../src/payment/cafe-tick/card.ts'
import type { CardTools, PurseState } from '../../src/payment/cafe-tick/card-state.ts'
import { getLast, openTicks, tick, tickTo } from '../../src/payment/cafe-tick/card-ticks.ts'
import type { AppletFactory } from '../applet.ts'
import { decidePin } from '../kit/guard-cells.ts'
import { decided, transitionApplet, type Decision } from '../kit/transition-applet.ts'
import { allocatePurseCells } from './cells.ts'

export interface PurseAppletOptions {
  readonly aid?: Aid
  /** How the card computes its chains; the reference unless given. */
  readonly chain?: ChainFunction
}

/** A purse, not yet personalised. */
export function cafeTickApplet({ aid = CAFE_TICK_AID, chain = indexedChain }: PurseAppletOptions = {}): AppletFactory {
  return {
    aid,
    install({ memory, crypto, random, observe }) {
      const tools = { crypto, random, chain: observedChain(chain, observe) }
      return transitionApplet({
        cells: allocatePurseCells(memory),
        parse: parsePurseCommand,
        decide: (state, command) => decide(tools, state, command),
        deselected: (state) => ({ ...state, guard: { ...state.guard, verified: false } }),
      })
    },
  }
}

function decide(
  card: CardTools,
  state: PurseState,
  parsed: Exclude<PurseCommand, { kind: 'none' }>,
): Decision<PurseState> {
  switch (parsed.kind) {
    case 'personalise':
      return decided(CAFE_TICK_COMMANDS.personalise, personalise(card, state, parsed.request))
    case 'readStatus':
      return decided(CAFE_TICK_COMMANDS.readStatus, readStatus(state))
    case 'readCertificate':
      return decided(CAFE_TICK_COMMANDS.readCertificate, readCertificate(state))
    case 'readLog':
      return decided(CAFE_TICK_COMMANDS.readLog, readLog(state, parsed.request))
    case 'load':
      return decided(CAFE_TICK_COMMANDS.load, load(card, state, parsed.request))
    case 'openTicks':
      return decided(CAFE_TICK_COMMANDS.openTicks, openTicks(card, state, parsed.request))
    case 'tick':
      return decided(CAFE_TICK_COMMANDS.tick, tick(card, state, parsed.request))
    case 'tickTo':
      return decided(CAFE_TICK_COMMANDS.tickTo, tickTo(card, state, parsed.request))
    case 'getLast':
      return decided(CAFE_TICK_COMMANDS.getLast, getLast(card, state))
    case 'close':
      return decided(CAFE_TICK_COMMANDS.close, close(card, state, parsed.request))
    case 'control':
      return decided(CAFE_TICK_COMMANDS.control, control(card, state, parsed.request))
    case 'verifyPin':
    case 'changePin':
    case 'unblockPin':
      return decidePin(state.identity?.personalisation.holder, state, parsed)
  }
}
