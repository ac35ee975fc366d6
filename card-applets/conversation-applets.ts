// The applets that conformance conversations speak to, by the names that they have there.

import type { AppletFactory } from './applet.ts'
import { echoApplet } from './echo/echo-applet.ts'
import { hashApplet } from './hash/hash-applet.ts'
import { probeApplet } from './probe/probe-applet.ts'
import { iepApplet } from './purse-mac/iep-applet.ts'
import { psamApplet } from './purse-mac/psam-applet.ts'
import { purseApplet } from './purse/purse-applet.ts'
import { signerApplet } from './signer/signer-applet.ts'

const FACTORIES: ReadonlyMap<string, () => AppletFactory> = new Map([
  ['echo', () => echoApplet()],
  ['hash', () => hashApplet()],
  ['signer', () => signerApplet()],
  ['purse', () => purseApplet()],
  ['iep', () => iepApplet()],
  ['sam', () => psamApplet()],
  ['probe', () => probeApplet()],
])

/** Freshly made. Throws `RangeError` for a name that is none. */
export function appletNamed(name: string): AppletFactory {
  const make = FACTORIES.get(name)
  if (make === undefined) throw new RangeError(`there is no applet "${name}"`)
  return make()
}
