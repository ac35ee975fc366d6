// The tick purse as an applet (src/payment/cafe-tick/SPEC.md).

import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from '../../src/card/cafe-tick/commands.ts'
import { fastestChain } from '../../src/chain/kernel/fastest.ts'
import { observedChain } from '../../src/chain/observed.ts'
import type { ChainFunction } from '../../src/chain/step.ts'
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
import type { PurseState } from '../../src/payment/cafe-tick/card-state.ts'
import { getLast, openTicks, tick, tickTo } from '../../src/payment/cafe-tick/card-ticks.ts'
import type { AppletFactory } from '../applet.ts'
import { pinSteps, unverified } from '../kit/guard-cells.ts'
import { transitionApplet } from '../kit/transition-applet.ts'
import { allocatePurseCells, PURSE_SHOWN } from './cells.ts'
import { usualTick } from './usual-tick.ts'

export interface PurseAppletOptions {
  readonly aid?: Aid
  /** How the card computes its chains; the fastest way unless given. */
  readonly chain?: ChainFunction
}

/** A purse, not yet personalised. */
export function cafeTickApplet({ aid = CAFE_TICK_AID, chain = fastestChain }: PurseAppletOptions = {}): AppletFactory {
  return {
    aid,
    shown: PURSE_SHOWN,
    install({ memory, crypto, random, observe }) {
      const tools = { crypto, random, chain: observedChain(chain, observe) }
      const cells = allocatePurseCells(memory)
      return transitionApplet({
        cells,
        commands: CAFE_TICK_COMMANDS,
        steps: {
          personalise: (state, request) => personalise(tools, state, request),
          readStatus,
          readCertificate,
          readLog,
          load: (state, request) => load(tools, state, request),
          openTicks: (state, request) => openTicks(tools, state, request),
          tick: (state, request) => tick(tools, state, request),
          tickTo: (state, request) => tickTo(tools, state, request),
          getLast: (state) => getLast(tools, state),
          close: (state, request) => close(tools, state, request),
          control: (state, request) => control(tools, state, request),
          ...pinSteps((state: PurseState) => state.identity?.personalisation.holder),
        },
        deselected: unverified,
        usual: usualTick(tools, cells.account),
      })
    },
  }
}
