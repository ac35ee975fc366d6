// The emulated card of `apdu`, `record` and `serve`: blank, with every applet that its suite allows. Timed as a real one
// where a profile is named.

import { randomBytes } from 'node:crypto'
import type { AppletFactory } from '../../card-applets/applet.ts'
import { createEmulatedCard, type EmulatedCard } from '../../card-applets/emulated-card.ts'
import { echoApplet } from '../../card-applets/echo/echo-applet.ts'
import { hashApplet } from '../../card-applets/hash/hash-applet.ts'
import { openPgpApplet } from '../../card-applets/openpgp/openpgp-applet.ts'
import { pivApplet } from '../../card-applets/piv/piv-applet.ts'
import { probeApplet } from '../../card-applets/probe/probe-applet.ts'
import { cafeTickApplet } from '../../card-applets/cafe-tick/applet.ts'
import { purseMacApplet } from '../../card-applets/purse-mac/purse-applet.ts'
import type { Protocol } from '../../card-applets/runtime/response-queue.ts'
import { securityDomainApplet } from '../../card-applets/security-domain/security-domain-applet.ts'
import { cardSignatureApplet } from '../../card-applets/card-signature/applet.ts'
import { algorithmsOf } from '../../card-applets/time/algorithms.ts'
import { createModelledClock, type ModelledClock } from '../../card-applets/time/modelled-clock.ts'
import type { Wire } from '../../card-applets/time/wire.ts'
import { u2fApplet } from '../../card-applets/u2f/u2f-applet.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { runChain } from '../scheme/contract/run-chain.ts'
import { settingNamed } from './card-setting.ts'

export interface FullCard {
  readonly card: EmulatedCard
  /** Only where a profile is named. */
  readonly clock: ModelledClock | undefined
}

export interface FullCardOptions {
  /** Times the card as this one. */
  readonly profile?: string | undefined
  /** That of the profile's wire unless given, else T=1. */
  readonly protocol?: Protocol | undefined
}

/** The security domain first: it is what real cards have selected after power-up. Throws `UserError` for a profile that does not exist. */
export function fullCard(suite: SuiteName, { profile, protocol }: FullCardOptions = {}): FullCard {
  const setting = profile === undefined ? undefined : settingNamed(profile, `emulated:${profile}`)
  const wire = withProtocol(setting?.wire, protocol)
  const clock =
    setting && wire && createModelledClock({ profile: setting.profile, wire, algorithms: algorithmsOf(suite) })
  const card = createEmulatedCard({
    applets: appletsOf(suite),
    crypto: nodeCrypto(suite),
    random: freshBytes,
    protocol: protocol ?? (wire?.kind === 'contact' ? wire.protocol : 'T=1'),
    ...(clock === undefined ? {} : observersOf(clock)),
  })
  return { card, clock }
}

export function freshBytes(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length))
}

function appletsOf(suite: SuiteName): readonly AppletFactory[] {
  const domain = securityDomainApplet({ serialNumber: freshBytes(4) })
  const measured = [echoApplet(), hashApplet({ chain: runChain }), probeApplet()]
  const everywhere = [
    domain,
    cafeTickApplet({ chain: runChain }),
    purseMacApplet(),
    cardSignatureApplet(),
    pivApplet(),
    openPgpApplet(),
    ...measured,
  ]
  return suite === 'p256' ? [...everywhere, u2fApplet()] : everywhere
}

function withProtocol(wire: Wire | undefined, protocol: Protocol | undefined): Wire | undefined {
  return wire?.kind === 'contact' && protocol !== undefined ? { ...wire, protocol } : wire
}

function observersOf({ observe, onWrite, onRandom, onExchange }: ModelledClock) {
  return { observe, onWrite, onRandom, onExchange }
}
