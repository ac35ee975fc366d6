// Symmetric purses and modules on emulated cards for tests, loaded and personalised as in `macWorld`.

import { PURSE_MAC_COMMANDS } from '../../src/card/purse-mac/purse-commands.ts'
import { PURSE_MAC_MODULE_COMMANDS } from '../../src/card/purse-mac/module-commands.ts'
import { orderCredit } from '../../src/payment/purse-mac/issuer.ts'
import { BALANCE, macWorld, must, type MacWorld } from '../../src/payment/purse-mac/testing/mac-world.ts'
import { newAccount } from '../../src/payment/card-account.ts'
import type { Purchase } from '../../src/payment/purse-mac/messages.ts'
import type { AppletFactory } from '../applet.ts'
import type { EmulatedCard, EmulatedCardOptions } from '../emulated-card.ts'
import { purseMacApplet } from '../purse-mac/purse-applet.ts'
import { purseMacModuleApplet } from '../purse-mac/module-applet.ts'
import { ask } from './ask.ts'
import { poweredWith } from './powered-with.ts'

export interface MacCards {
  readonly world: MacWorld
  readonly blankIep: () => EmulatedCard
  /** Loaded with `BALANCE` as transaction 1. */
  readonly iep: (options?: Partial<EmulatedCardOptions>) => EmulatedCard
  readonly blankPsam: () => EmulatedCard
  readonly psam: (options?: Partial<EmulatedCardOptions>) => EmulatedCard
}

export interface MacApplets {
  readonly iep?: AppletFactory
  readonly psam?: AppletFactory
}

export function macCards({ iep = purseMacApplet(), psam = purseMacModuleApplet() }: MacApplets = {}): MacCards {
  const world = macWorld()
  const purse = poweredWith(iep)
  const module = poweredWith(psam)
  must(ask(purse, PURSE_MAC_COMMANDS.personalise, world.iepPersonalisation))
  const account = newAccount<Purchase>(world.account.cardId, world.account.currency)
  const offer = must(ask(purse, PURSE_MAC_COMMANDS.initializeLoad, {}))
  const [, order] = orderCredit(world.issuer, account, offer, BALANCE)
  must(ask(purse, PURSE_MAC_COMMANDS.credit, must(order)))
  must(ask(module, PURSE_MAC_MODULE_COMMANDS.personalise, world.psamPersonalisation))
  return {
    world,
    blankIep: () => poweredWith(iep),
    iep: (options = {}) => poweredWith(iep, purse.image(), options),
    blankPsam: () => poweredWith(psam),
    psam: (options = {}) => poweredWith(psam, module.image(), options),
  }
}
