// Makes the applets of a card: once when the card is manufactured, and again at every power-up, so that nothing but
// their cells survives.

import type { Crypto, RandomBytes } from '../../src/crypto/crypto.ts'
import { observed } from '../../src/crypto/observed.ts'
import type { OperationObserver } from '../../src/crypto/operations.ts'
import { printAid } from '../../src/iso7816/aid.ts'
import { statusOnly } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import type { Applet, AppletFactory, CardPlatform } from '../applet.ts'
import type { InstalledApplet } from './logical-channels.ts'
import { AppletCells } from '../memory/applet-cells.ts'
import type { CardMemory } from '../memory/card-memory.ts'
import { PowerLost } from '../memory/memory-fault.ts'

export interface InstallationOptions {
  /** In the order of installation; the first is selected by default. */
  readonly applets: readonly AppletFactory[]
  readonly crypto: Crypto
  readonly random: RandomBytes
  /** Sees every operation of the applets and every physical memory write. */
  readonly observe?: OperationObserver
  /** Sees how many bytes of randomness an applet takes. */
  readonly onRandom?: (bytes: number) => void
}

/** Throws whatever an applet's installation throws. */
export function installApplets(memory: CardMemory, options: InstallationOptions): readonly InstalledApplet[] {
  return installWith(memory, options, (factory, platform) => factory.install(platform))
}

/** An applet that cannot be made from its cells any more is dead: it refuses to be selected, the others live on. */
export function reinstallApplets(
  memory: CardMemory,
  options: InstallationOptions,
  onFault: (fault: unknown) => void,
): readonly InstalledApplet[] {
  return installWith(memory, options, (factory, platform) => {
    try {
      return factory.install(platform)
    } catch (error) {
      if (error instanceof PowerLost) throw error
      onFault(error)
      return DEAD
    }
  })
}

const DEAD: Applet = {
  select: () => ({ kind: 'refused' }),
  process: () => statusOnly(SW.appletSelectFailed),
}

function installWith(
  memory: CardMemory,
  options: InstallationOptions,
  install: (factory: AppletFactory, platform: CardPlatform) => Applet,
): readonly InstalledApplet[] {
  const { observe = () => undefined, onRandom } = options
  const crypto = observed(options.crypto, observe)
  const random: RandomBytes = (length) => {
    onRandom?.(length)
    return options.random(length)
  }
  return memory.install(() =>
    options.applets.map((factory) => {
      const owner = printAid(factory.aid)
      const platform = { memory: new AppletCells(memory, owner), random, crypto, observe }
      return {
        aid: factory.aid,
        applet: install(factory, platform),
        templates: new Map<number, Uint8Array>(),
        clearDeselected: () => memory.transient.clearDeselected(owner),
      }
    }),
  )
}
