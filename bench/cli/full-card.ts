// The emulated card of `apdu`, `record` and `serve`: blank, with every applet that its suite allows, or one that is kept.
// Timed as a real one where a profile is named.

import { randomBytes } from 'node:crypto'
import type { AppletFactory } from '../../card-applets/applet.ts'
import { appletsIn } from '../../card-applets/applets-by-aid.ts'
import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { createEmulatedCard, type EmulatedCard, type EmulatedCardOptions } from '../../card-applets/emulated-card.ts'
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
import { openEmulated } from '../../reader/drivers/emulated.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import type { CardPort } from '../../src/card/port.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { hostClock } from '../measure/latency.ts'
import { emulatedTeller } from '../witness/told-emulated.ts'
import type { Lane } from '../witness/witness.ts'
import { runChain } from '../scheme/contract/run-chain.ts'
import { EXIT, UserError } from './exit.ts'
import type { KeptImage } from './kept-image.ts'

export interface FullCard {
  readonly card: EmulatedCard
  /** The card at its contacts, for other programs: told of where there is a lane. */
  readonly port: CardPort
  /** Powers it on for this program; `profile` only names it. Told of where there is a lane. */
  open(profile?: string): OpenCard
  /** Only where a profile is named. */
  readonly clock: ModelledClock | undefined
}

export interface FullCardOptions {
  /** Times the card as this one. */
  readonly setting?: CardSetting | undefined
  /** That of the setting's wire unless given, else T=1. */
  readonly protocol?: Protocol | undefined
  /** Told of everything that the card does. */
  readonly lane?: Lane | undefined
  /** The card is this one, and no blank one. */
  readonly kept?: KeptImage | undefined
}

/**
 * A blank card with every applet that its suite allows, the security domain first: it is what real cards have selected
 * after power-up. Or the card that is kept, with the applets that are on it; throws `UserError` where they are not ours,
 * or sign otherwise.
 */
export function fullCard(suite: SuiteName, { setting, protocol, lane, kept }: FullCardOptions = {}): FullCard {
  const wire = withProtocol(setting?.wire, protocol)
  const clock =
    setting && wire && createModelledClock({ profile: setting.profile, wire, algorithms: algorithmsOf(suite) })
  if (clock !== undefined) lane?.setCardClock(() => clock.nowNs())
  const chip = {
    crypto: nodeCrypto(suite),
    random: freshBytes,
    protocol: protocol ?? (wire?.kind === 'contact' ? wire.protocol : 'T=1'),
  }
  if (kept === undefined) return shownCard({ ...chip, applets: appletsOf(suite) }, { clock, lane })
  const { file, image } = kept
  try {
    const applets = appletsIn(image, { chain: runChain, serialNumber: freshBytes(SERIAL_NUMBER_BYTES) })
    return shownCard({ ...chip, applets, image }, { clock, lane, kept })
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new UserError(`--card-image ${file} is another kind of card (${cause.message})`, EXIT.usage, { cause })
  }
}

const SERIAL_NUMBER_BYTES = 4

interface Watchers {
  readonly clock?: ModelledClock | undefined
  readonly lane: Lane | undefined
  readonly kept?: KeptImage | undefined
}

/** A card that is timed, told of and kept. */
export function shownCard(options: EmulatedCardOptions, { clock, lane, kept }: Watchers): FullCard {
  const teller = lane && emulatedTeller({ lane, clock: hostClock }, options.applets)
  let changed: (() => void) | undefined
  const onExchange = (command: Uint8Array, answer: Uint8Array): void => {
    clock?.onExchange(command, answer)
    changed?.()
  }
  const card = createEmulatedCard({
    ...options,
    watchProgram: teller?.watchProgram,
    ...(clock === undefined ? {} : observersOf(clock)),
    ...(clock === undefined && kept === undefined ? {} : { onExchange }),
  })
  changed = kept?.follow(card)
  return {
    card,
    clock,
    port: teller?.port(card) ?? card,
    open(profile) {
      const open = openEmulated(card, profile)
      return teller?.card(open) ?? open
    },
  }
}

export function freshBytes(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length))
}

function appletsOf(suite: SuiteName): readonly AppletFactory[] {
  const domain = securityDomainApplet({ serialNumber: freshBytes(SERIAL_NUMBER_BYTES) })
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

function observersOf({ observe, onWrite, onRandom }: ModelledClock) {
  return { observe, onWrite, onRandom }
}
