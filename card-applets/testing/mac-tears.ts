// The scenarios of the tear matrix of the symmetric purse and its module.

import { PURSE_MAC_COMMANDS } from '../../src/card/purse-mac/purse-commands.ts'
import { PURSE_MAC_MODULE_COMMANDS } from '../../src/card/purse-mac/module-commands.ts'
import { collect } from '../../src/payment/purse-mac/acquirer.ts'
import { controlPurse, hotListFor, orderCredit } from '../../src/payment/purse-mac/issuer.ts'
import { debit, initializePurchase } from '../../src/payment/purse-mac/purse.ts'
import { initializePsam } from '../../src/payment/purse-mac/module.ts'
import { buy, must, NOW } from '../../src/payment/purse-mac/testing/mac-world.ts'
import type { AppletFactory } from '../applet.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import { allocateIepCells } from '../purse-mac/purse-applet.ts'
import { allocatePsamCells } from '../purse-mac/module-applet.ts'
import { ask } from './ask.ts'
import { macCards, type MacCards } from './mac-cards.ts'
import { asking, askingOnce, tearApplet, type AppletScenario, type TearReport } from './tear-applet.ts'

export function tearIep(applet: AppletFactory, tearRecovery: boolean): TearReport {
  const cards = macCards({ iep: applet })
  return tearApplet({ applet, allocate: allocateIepCells, scenarios: iepScenarios(cards), tearRecovery })
}

export function tearPsam(applet: AppletFactory, tearRecovery: boolean): TearReport {
  const cards = macCards({ psam: applet })
  return tearApplet({ applet, allocate: allocatePsamCells, scenarios: psamScenarios(cards), tearRecovery })
}

function iepScenarios({ world, blankIep, iep }: MacCards): readonly AppletScenario[] {
  const { tools, issuer, account, psam } = world
  const offer = must(initializePurchase(tools, world.iep)[1])
  const order = must(initializePsam(tools, psam, { offer, units: 30n, date: NOW })[1])
  const loading = (card: EmulatedCard): unknown => {
    const loadOffer = must(ask(card, PURSE_MAC_COMMANDS.initializeLoad, {}))
    const known = loadOffer.body.iepNumber === 2 ? loadOffer : firstOffer
    return must(ask(card, PURSE_MAC_COMMANDS.credit, must(orderCredit(issuer, account, known, 70n)[1])))
  }
  const blocking = controlPurse(issuer, { cardId: account.cardId, number: 1, blocked: true })
  const firstOffer = must(ask(iep(), PURSE_MAC_COMMANDS.initializeLoad, {}))
  return [
    {
      name: 'PERSONALISE',
      prepare: blankIep,
      act: askingOnce(PURSE_MAC_COMMANDS.personalise, world.iepPersonalisation),
    },
    { name: 'DEBIT IEP', prepare: iep, act: asking(PURSE_MAC_COMMANDS.debit, order) },
    { name: 'CREDIT IEP', prepare: iep, act: loading },
    { name: 'UPDATE IEP PARAMETER', prepare: iep, act: asking(PURSE_MAC_COMMANDS.control, blocking) },
  ]
}

function psamScenarios({ world, blankPsam, psam }: MacCards): readonly AppletScenario[] {
  const { tools, issuer, seller, psamPersonalisation } = world
  const first = buy(world, world, 30n)
  const offer = must(initializePurchase(tools, world.iep)[1])
  const [, order] = initializePsam(tools, world.psam, { offer, units: 30n, date: NOW })
  const { signature } = must(debit(tools, world.iep, must(order))[1])
  const purchasing = (card: EmulatedCard): unknown => {
    must(ask(card, PURSE_MAC_MODULE_COMMANDS.initialize, { offer, units: 30n, date: NOW }))
    return must(ask(card, PURSE_MAC_MODULE_COMMANDS.credit, { signature }))
  }
  const orDone = (card: EmulatedCard): unknown => {
    const last = ask(card, PURSE_MAC_MODULE_COMMANDS.previousPurchase, {}) // what a terminal asks before it begins again
    return last.ok ? { purchase: last.value.body, total: 30n } : purchasing(card)
  }
  const sold = (): EmulatedCard => {
    const card = psam()
    purchasing(card)
    return card
  }
  const collecting = (): EmulatedCard => {
    const card = sold()
    must(ask(card, PURSE_MAC_MODULE_COMMANDS.beginCollection, {}))
    return card
  }
  const collection = must(ask(sold(), PURSE_MAC_MODULE_COMMANDS.beginCollection, {}))
  const { receipt } = must(collect(issuer, seller, { collection, purchases: [first.purchase] })[1])
  const list = hotListFor(issuer, psamPersonalisation.psamId, { version: 1, purses: [new Uint8Array(8)] })
  return [
    {
      name: 'PERSONALISE',
      prepare: blankPsam,
      act: askingOnce(PURSE_MAC_MODULE_COMMANDS.personalise, psamPersonalisation),
    },
    { name: 'CREDIT PSAM', prepare: psam, act: orDone },
    {
      name: 'INITIALIZE PSAM FOR ONLINE COLLECTION',
      prepare: sold,
      act: asking(PURSE_MAC_MODULE_COMMANDS.beginCollection, {}),
    },
    { name: 'PSAM COLLECT', prepare: collecting, act: asking(PURSE_MAC_MODULE_COMMANDS.endCollection, receipt) },
    { name: 'UPDATE PSAM PARAMETER', prepare: psam, act: asking(PURSE_MAC_MODULE_COMMANDS.updateHotList, list) },
  ]
}
