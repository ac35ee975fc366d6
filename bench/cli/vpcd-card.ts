// The card of `serve --vpcd`, made from its task in whichever process it is.

import type { Protocol } from '../../card-applets/runtime/response-queue.ts'
import type { VpcdAddress } from '../../reader/serve/vpcd.ts'
import type { CardPort } from '../../src/card/port.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { hostClock } from '../measure/latency.ts'
import { settingNamed } from './card-setting.ts'
import { fullCard } from './full-card.ts'
import type { KeptImage } from './kept-image.ts'
import { sleepMs, sleptPort } from './slept-port.ts'
import { startTrace, type TracePlan } from './trace-sinks.ts'

/** Plain data: it goes to the process that is the card. */
export interface VpcdTask {
  readonly address: VpcdAddress
  readonly suite: SuiteName
  readonly protocol: Protocol | undefined
  readonly trace: TracePlan | undefined
  /** As the user named it, checked. */
  readonly cardProfile: string | undefined
  /** Whether a client waits as long as the modelled card takes. */
  readonly slept: boolean
}

/** `print` takes lines for standard error; `kept` is the card where it is no blank one. */
export function vpcdCard(task: VpcdTask, print: (text: string) => void, kept?: KeptImage): CardPort {
  const { suite, protocol, trace, cardProfile, slept } = task
  const lane = trace && startTrace(trace, print).witness.lane('reader 0')
  const setting = cardProfile === undefined ? undefined : settingNamed(cardProfile)
  const { port, clock } = fullCard(suite, { protocol, lane, setting, kept })
  return slept && clock !== undefined ? sleptPort(port, clock, { clock: hostClock, sleepMs }) : port
}
