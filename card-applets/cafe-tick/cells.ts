// Where a purse's state lies in the card's memory. Only cells that changed are written: one alone atomically, several
// in one transaction, so that a tear leaves the old state or the new one.

import { controlLayout } from '../../src/payment/card-control.ts'
import { CHAIN_VALUE_BYTES } from '../../src/chain/step.ts'
import { logRecordLayout } from '../../src/payment/cafe-tick/card-messages.ts'
import {
  LOG_RECORDS,
  NEW_ACCOUNT,
  NEW_PURSE,
  cafeTickAccountLayout,
  cafeTickChainLayout,
  cafeTickIdentityLayout,
  type CafeTickAccount,
  type PurseState,
} from '../../src/payment/cafe-tick/card-state.ts'
import type { ShownCells } from '../applet.ts'
import { allocateGuardCells, TRIES_SHOWN } from '../kit/guard-cells.ts'
import { isStored, MOST_STORED } from '../../src/payment/cafe-tick/card-values.ts'
import type { AppletMemory, Cell } from '../memory/applet-memory.ts'
import { allocateRotating, turnLayout, type RotatingCell } from '../kit/rotating-cell.ts'
import { lengthed, readLengthed, sizeOf, writeAll, writeOnce, type CellChange } from '../kit/stored.ts'
import type { StateCells } from '../kit/transition-applet.ts'

/** Every tick writes the account: in one cell it would wear out first. */
const ACCOUNT_CELLS = 8
const RECORD_BYTES = sizeOf(logRecordLayout)
/** RSA-2048 keys and signatures make the longest of both. */
const IDENTITY_BYTES = 2048
const CHAIN_BYTES = 400

/** The account holds no secret; chain, identity and stored values do. */
export const PURSE_SHOWN: readonly ShownCells[] = [
  { name: 'account', layout: turnLayout(cafeTickAccountLayout) },
  { name: 'control', layout: controlLayout },
  { name: 'log', layout: logRecordLayout },
  ...TRIES_SHOWN,
]

export interface PurseCells extends StateCells<PurseState> {
  readonly account: RotatingCell<CafeTickAccount>
}

export function allocatePurseCells(memory: AppletMemory): PurseCells {
  const identity = memory.allocate('identity', IDENTITY_BYTES)
  const account = allocateRotating(memory, {
    name: 'account',
    layout: cafeTickAccountLayout,
    cells: ACCOUNT_CELLS,
    initial: NEW_ACCOUNT,
  })
  const chain = memory.allocate('chain', CHAIN_BYTES)
  const control = memory.allocate('control', sizeOf(controlLayout))
  const guard = allocateGuardCells(memory)
  const stored = memory.allocate('stored', MOST_STORED * CHAIN_VALUE_BYTES)
  const log = Array.from({ length: LOG_RECORDS }, (_, at) => memory.allocate(`log${at}`, RECORD_BYTES))
  return {
    account,
    read() {
      const present = account.read()
      const last = readLengthed(chain, cafeTickChainLayout)
      const inUse = last !== undefined && present.phase === 'open' && isStored(last)
      return {
        ...NEW_PURSE,
        identity: readLengthed(identity, cafeTickIdentityLayout),
        account: present,
        chain: last,
        stored: inUse ? stored.read(0, last.request.limit * CHAIN_VALUE_BYTES) : undefined,
        log: log.map((cell) => readRecord(cell)),
        control: controlLayout.decode(control.read()),
        guard: guard.read(),
      }
    },
    commit(before, next) {
      if (next.identity !== undefined && next.identity !== before.identity) {
        writeOnce(identity, cafeTickIdentityLayout.encode(next.identity))
      }
      if (next.guard !== before.guard) guard.commit(before.guard, next.guard)
      // Before the chain is open, and never used before: so a tear inside spoils nothing.
      if (next.stored !== undefined && next.stored !== before.stored) stored.writeNonAtomic(next.stored)
      const changes: CellChange[] = []
      if (next.account !== before.account) changes.push(account.change(next.account))
      if (next.chain !== undefined && next.chain !== before.chain) {
        changes.push([chain, lengthed(cafeTickChainLayout.encode(next.chain))])
      }
      if (next.control !== before.control) changes.push([control, controlLayout.encode(next.control)])
      if (next.log !== before.log) {
        for (const [at, cell] of log.entries()) {
          const record = next.log[at]
          if (record !== undefined && record !== before.log[at]) changes.push([cell, logRecordLayout.encode(record)])
        }
      }
      writeAll(memory, changes)
    },
  }
}

/** Sequences count from 1, so that 0 is a record never written. */
function readRecord(cell: Cell): PurseState['log'][number] {
  const record = logRecordLayout.decode(cell.read())
  return record.sequence === 0 ? undefined : record
}
