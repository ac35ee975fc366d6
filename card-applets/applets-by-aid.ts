// The applets of this package by their AIDs: a card that was saved is made again from those that are in its image,
// whichever program had made it.

import { DecodeError } from '../src/bytes/decode-error.ts'
import { printHex } from '../src/bytes/hex.ts'
import type { ChainFunction } from '../src/chain/step.ts'
import { printAid } from '../src/iso7816/aid.ts'
import type { AppletFactory } from './applet.ts'
import { cafeTickApplet } from './cafe-tick/applet.ts'
import type { CardImage } from './card-image.ts'
import { cardSignatureApplet } from './card-signature/applet.ts'
import { echoApplet } from './echo/echo-applet.ts'
import { hashApplet } from './hash/hash-applet.ts'
import { openPgpApplet } from './openpgp/openpgp-applet.ts'
import { pivApplet } from './piv/piv-applet.ts'
import { probeApplet } from './probe/probe-applet.ts'
import { purseMacModuleApplet } from './purse-mac/module-applet.ts'
import { purseMacApplet } from './purse-mac/purse-applet.ts'
import { securityDomainApplet } from './security-domain/security-domain-applet.ts'
import { u2fApplet } from './u2f/u2f-applet.ts'

export interface AppletTools {
  /** How cards compute chains; the fastest way unless given. */
  readonly chain?: ChainFunction
  /** Of the security domain, four bytes: no image keeps it. */
  readonly serialNumber: Uint8Array
}

/** In the order of installation. Throws `DecodeError` for an AID of somebody else's applet. */
export function appletsIn({ applets }: Pick<CardImage, 'applets'>, tools: AppletTools): readonly AppletFactory[] {
  const known = new Map(ourApplets(tools).map((applet) => [printAid(applet.aid), applet]))
  return applets.map((aid) => {
    const applet = known.get(printHex(aid))
    if (applet === undefined) throw new DecodeError('CardImage.applets', `there is no applet ${printHex(aid)} here`)
    return applet
  })
}

function ourApplets({ chain, serialNumber }: AppletTools): readonly AppletFactory[] {
  const walks = chain === undefined ? {} : { chain }
  return [
    securityDomainApplet({ serialNumber }),
    cafeTickApplet(walks),
    purseMacApplet(),
    purseMacModuleApplet(),
    cardSignatureApplet(),
    hashApplet(walks),
    echoApplet(),
    probeApplet(),
    pivApplet(),
    openPgpApplet(),
    u2fApplet(),
  ]
}
