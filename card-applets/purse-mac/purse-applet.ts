// The symmetric purse as an applet (src/payment/purse-mac/SPEC.md 4): keys written once, then only the ring of records.

import { PURSE_MAC_AID, PURSE_MAC_COMMANDS } from '../../src/card/purse-mac/purse-commands.ts'
import { aesCmac, observedCmac } from '../../src/crypto/cmac.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import { controlLayout } from '../../src/payment/card-control.ts'
import {
  IEP_RECORDS,
  iepPersonalisationLayout,
  iepRecordLayout,
  NEW_IEP,
  type IepState,
} from '../../src/payment/purse-mac/purse-state.ts'
import {
  controlIep,
  credit,
  debit,
  initializeLoad,
  initializePurchase,
  personaliseIep,
  previousSignature,
  readIep,
  readIepLog,
} from '../../src/payment/purse-mac/purse.ts'
import type { AppletFactory } from '../applet.ts'
import { allocateGuardCells, pinSteps, TRIES_SHOWN, unverified } from '../kit/guard-cells.ts'
import type { AppletMemory } from '../memory/applet-memory.ts'
import { lengthed, readLengthed, sizeOf, writeAll, type CellChange } from '../kit/stored.ts'
import { transitionApplet, type StateCells } from '../kit/transition-applet.ts'

/** A purse, not yet personalised. */
export function purseMacApplet(aid: Aid = PURSE_MAC_AID): AppletFactory {
  return {
    aid,
    shown: [{ name: 'log', layout: iepRecordLayout }, { name: 'control', layout: controlLayout }, ...TRIES_SHOWN],
    install({ memory, observe }) {
      const tools = { mac: observedCmac(aesCmac, observe) }
      return transitionApplet({
        cells: allocateIepCells(memory),
        commands: PURSE_MAC_COMMANDS,
        steps: {
          personalise: personaliseIep,
          readStatus: readIep,
          readLog: readIepLog,
          initializeLoad: (state) => initializeLoad(tools, state),
          initializePurchase: (state) => initializePurchase(tools, state),
          credit: (state, request) => credit(tools, state, request),
          debit: (state, request) => debit(tools, state, request),
          previousSignature: (state) => previousSignature(tools, state),
          control: (state, request) => controlIep(tools, state, request),
          ...pinSteps((state: IepState) => state.identity?.holder),
        },
        deselected: unverified,
      })
    },
  }
}

/** All fields with the holder's protection, and the length before them. */
const IDENTITY_BYTES = 120

export function allocateIepCells(memory: AppletMemory): StateCells<IepState> {
  const identity = memory.allocate('identity', IDENTITY_BYTES)
  const control = memory.allocate('control', sizeOf(controlLayout))
  const guard = allocateGuardCells(memory)
  const size = sizeOf(iepRecordLayout)
  const log = Array.from({ length: IEP_RECORDS }, (_, at) => memory.allocate(`log${at}`, size))
  return {
    read() {
      const records = log.map((cell) => iepRecordLayout.decode(cell.read()))
      return {
        ...NEW_IEP,
        identity: readLengthed(identity, iepPersonalisationLayout),
        log: records.map((record) => (record.number === 0 ? undefined : record)),
        control: controlLayout.decode(control.read()),
        guard: guard.read(),
      }
    },
    commit(before, next) {
      guard.commit(before.guard, next.guard)
      const changes: CellChange[] = []
      if (next.control !== before.control) changes.push([control, controlLayout.encode(next.control)])
      if (next.identity !== undefined && next.identity !== before.identity) {
        changes.push([identity, lengthed(iepPersonalisationLayout.encode(next.identity))])
      }
      for (const [at, cell] of log.entries()) {
        const record = next.log[at]
        if (record !== undefined && record !== before.log[at]) changes.push([cell, iepRecordLayout.encode(record)])
      }
      writeAll(memory, changes)
    },
  }
}
