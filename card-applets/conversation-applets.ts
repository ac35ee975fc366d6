// The applets that conformance conversations speak to, by the names that they have there.

import type { AppletFactory } from './applet.ts'
import { echoApplet } from './echo/echo-applet.ts'
import { hashApplet } from './hash/hash-applet.ts'
import { probeApplet } from './probe/probe-applet.ts'
import { purseMacApplet } from './purse-mac/purse-applet.ts'
import { purseMacModuleApplet } from './purse-mac/module-applet.ts'
import { cafeTickApplet } from './cafe-tick/applet.ts'
import { cardSignatureApplet } from './card-signature/applet.ts'

const FACTORIES: ReadonlyMap<string, () => AppletFactory> = new Map([
  ['echo', () => echoApplet()],
  ['hash', () => hashApplet()],
  ['card-signature', () => cardSignatureApplet()],
  ['cafe-tick', () => cafeTickApplet()],
  ['purse-mac', () => purseMacApplet()],
  ['purse-mac-module', () => purseMacModuleApplet()],
  ['probe', () => probeApplet()],
])

/** Freshly made. Throws `RangeError` for a name that is none. */
export function appletNamed(name: string): AppletFactory {
  const make = FACTORIES.get(name)
  if (make === undefined) throw new RangeError(`there is no applet "${name}"`)
  return make()
}
