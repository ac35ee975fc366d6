// The seller's security module as an applet (src/payment/purse-mac/SPEC.md 5): a purchase writes the batch and nothing
// else.

import { PURSE_MAC_MODULE_AID, PURSE_MAC_MODULE_COMMANDS } from '../../src/card/purse-mac/module-commands.ts'
import { aesCmac, observedCmac } from '../../src/crypto/cmac.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import { hotListLayout, ID_BYTES, LONGEST_HOT_LIST } from '../../src/payment/purse-mac/messages.ts'
import {
  NEW_PSAM,
  psamBatchLayout,
  psamCollectionLayout,
  psamPersonalisationLayout,
  type PsamState,
} from '../../src/payment/purse-mac/module-state.ts'
import {
  beginCollection,
  creditPsam,
  endCollection,
  initializePsam,
  personalisePsam,
  previousPurchase,
  readPsam,
  updateHotList,
} from '../../src/payment/purse-mac/module.ts'
import type { AppletFactory } from '../applet.ts'
import type { AppletMemory } from '../memory/applet-memory.ts'
import { lengthed, readLengthed, sizeOf, writeAll, type CellChange } from '../kit/stored.ts'
import { transitionApplet, type StateCells } from '../kit/transition-applet.ts'

/** A module, not yet personalised. */
export function purseMacModuleApplet(aid: Aid = PURSE_MAC_MODULE_AID): AppletFactory {
  return {
    aid,
    shown: [{ name: 'batch', layout: psamBatchLayout }],
    install({ memory, crypto, observe }) {
      const tools = { mac: observedCmac(aesCmac, observe), hash: (message: Uint8Array) => crypto.hash(message) }
      return transitionApplet({
        cells: allocatePsamCells(memory),
        commands: PURSE_MAC_MODULE_COMMANDS,
        steps: {
          personalise: personalisePsam,
          readStatus: readPsam,
          initialize: (state, request) => initializePsam(tools, state, request),
          credit: (state, request) => creditPsam(tools, state, request),
          beginCollection: (state) => beginCollection(tools, state),
          endCollection: (state, request) => endCollection(tools, state, request),
          updateHotList: (state, request) => updateHotList(tools, state, request),
          previousPurchase: (state) => previousPurchase(tools, state),
        },
      })
    },
  }
}

/** Four masters, the other fields, and the lengths between them. */
const IDENTITY_BYTES = 120
const HOT_LIST_BYTES = 16 + LONGEST_HOT_LIST * ID_BYTES

export function allocatePsamCells(memory: AppletMemory): StateCells<PsamState> {
  const identity = memory.allocate('identity', IDENTITY_BYTES)
  const batch = memory.allocate('batch', sizeOf(psamBatchLayout), () => psamBatchLayout.encode(NEW_PSAM.batch))
  const collection = memory.allocate('collection', sizeOf(psamCollectionLayout))
  const hotList = memory.allocate('hotList', HOT_LIST_BYTES)
  return {
    read: () => ({
      ...NEW_PSAM,
      identity: readLengthed(identity, psamPersonalisationLayout),
      batch: psamBatchLayout.decode(batch.read()),
      collection: psamCollectionLayout.decode(collection.read()),
      hotList: readLengthed(hotList, hotListLayout) ?? NEW_PSAM.hotList,
    }),
    commit(before, next) {
      const changes: CellChange[] = []
      if (next.identity !== undefined && next.identity !== before.identity) {
        changes.push([identity, lengthed(psamPersonalisationLayout.encode(next.identity))])
      }
      if (next.batch !== before.batch) changes.push([batch, psamBatchLayout.encode(next.batch)])
      if (next.collection !== before.collection) {
        changes.push([collection, psamCollectionLayout.encode(next.collection)])
      }
      if (next.hotList !== before.hotList) changes.push([hotList, lengthed(hotListLayout.encode(next.hotList))])
      writeAll(memory, changes)
    },
  }
}
