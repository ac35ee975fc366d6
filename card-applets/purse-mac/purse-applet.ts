// The symmetric purse as an applet (src/payment/purse-mac/SPEC.md 4): keys written once, then only the ring of records.

import {
  PURSE_MAC_AID,
  PURSE_MAC_COMMANDS,
  parseIepCommand,
  type IepCommand,
} from '../../src/card/purse-mac/purse-commands.ts'
import { aesCmac, observedCmac } from '../../src/crypto/cmac.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import { controlLayout } from '../../src/payment/card-control.ts'
import {
  IEP_RECORDS,
  iepPersonalisationLayout,
  iepRecordLayout,
  NEW_IEP,
  type IepState,
  type IepTools,
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
import { allocateGuardCells, decidePin } from '../kit/guard-cells.ts'
import type { AppletMemory } from '../memory/applet-memory.ts'
import { lengthed, readLengthed, sizeOf, writeAll, type CellChange } from '../kit/stored.ts'
import { decided, transitionApplet, type Decision, type StateCells } from '../kit/transition-applet.ts'

/** A purse, not yet personalised. */
export function purseMacApplet(aid: Aid = PURSE_MAC_AID): AppletFactory {
  return {
    aid,
    install({ memory, observe }) {
      const tools = { mac: observedCmac(aesCmac, observe) }
      return transitionApplet({
        cells: allocateIepCells(memory),
        parse: parseIepCommand,
        decide: (state, command) => decide(tools, state, command),
        deselected: (state) => ({ ...state, guard: { ...state.guard, verified: false } }),
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

function decide(card: IepTools, state: IepState, parsed: Exclude<IepCommand, { kind: 'none' }>): Decision<IepState> {
  switch (parsed.kind) {
    case 'personalise':
      return decided(PURSE_MAC_COMMANDS.personalise, personaliseIep(state, parsed.request))
    case 'readStatus':
      return decided(PURSE_MAC_COMMANDS.readStatus, readIep(state))
    case 'readLog':
      return decided(PURSE_MAC_COMMANDS.readLog, readIepLog(state, parsed.request))
    case 'initializeLoad':
      return decided(PURSE_MAC_COMMANDS.initializeLoad, initializeLoad(card, state))
    case 'initializePurchase':
      return decided(PURSE_MAC_COMMANDS.initializePurchase, initializePurchase(card, state))
    case 'credit':
      return decided(PURSE_MAC_COMMANDS.credit, credit(card, state, parsed.request))
    case 'debit':
      return decided(PURSE_MAC_COMMANDS.debit, debit(card, state, parsed.request))
    case 'previousSignature':
      return decided(PURSE_MAC_COMMANDS.previousSignature, previousSignature(card, state))
    case 'control':
      return decided(PURSE_MAC_COMMANDS.control, controlIep(card, state, parsed.request))
    case 'verifyPin':
    case 'changePin':
    case 'unblockPin':
      return decidePin(state.identity?.holder, state, parsed)
  }
}
