// The card of `serve --vpcd`, made from its task in whichever process it is.

import type { Protocol } from '../../card-applets/runtime/response-queue.ts'
import type { VpcdAddress } from '../../reader/serve/vpcd.ts'
import type { CardPort } from '../../src/card/port.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { fullCard } from './full-card.ts'
import { startTrace, type TracePlan } from './trace-sinks.ts'

/** Plain data: it goes to the process that is the card. */
export interface VpcdTask {
  readonly address: VpcdAddress
  readonly suite: SuiteName
  readonly protocol: Protocol | undefined
  readonly trace: TracePlan | undefined
}

/** `print` takes lines for standard error. */
export function vpcdCard({ suite, protocol, trace }: VpcdTask, print: (text: string) => void): CardPort {
  const lane = trace && startTrace(trace, print).witness.lane('reader 0')
  return fullCard(suite, { protocol, lane }).port
}
