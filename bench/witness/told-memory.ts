// Tells of every physical write of an emulated card's memory, before it happens: which cell, what for, what it says; and
// then asks whether the power goes at it. The bytes of a cell that its applet does not declare as shown stay hidden, and so do the before-images in the journal.

import type { AppletFactory } from '../../card-applets/applet.ts'
import type { Program, ProgramWatch } from '../../card-applets/memory/nvm.ts'
import { hide } from '../../reader/recording/hex-pattern.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import type { AnyLayout } from '../../src/bytes/layout.ts'
import { spansOf } from '../../src/bytes/spans.ts'
import { printAid } from '../../src/iso7816/aid.ts'
import type { WriteRole } from './event.ts'
import { appletNamed } from './known-applets.ts'
import { shownMessage } from './mask.ts'
import type { Lane } from './witness.ts'

export interface MemoryTellerOptions {
  /** Those on the card. */
  readonly applets: readonly AppletFactory[]
  /** Whether a command is being answered: what is written outside of one puts an unfinished change back. */
  readonly isAnswering: () => boolean
  /** Whether the power goes at this write, and when. */
  readonly tear?: ProgramWatch
}

/** For `watchProgram` of an emulated card. */
export function memoryTeller(lane: Lane, { applets, isAnswering, tear }: MemoryTellerOptions): ProgramWatch {
  const names = new Map(applets.map(({ aid }) => [printAid(aid), appletNamed(aid.bytes)?.name]))
  const layouts = new Map(
    applets.flatMap(({ aid, shown = [] }) => shown.map(({ name, layout }) => [`${printAid(aid)}/${name}`, layout])),
  )
  /** What each kind of cell said last: cells take turns, so the one that is written holds an older state. */
  const said = new Map<string, Values>()
  return (program) => {
    const { number, region, offset, before, after } = program
    const kind = region.replace(/\d+$/, '')
    const layout = layouts.get(kind)
    const role = roleOf(program, isAnswering())
    const shown = layout !== undefined && role !== 'entry' && offset === 0
    const values = shown ? valuesOf(layout, after) : undefined
    const says =
      values === undefined ? saysOf(role, after.length, isAnswering()) : changesBetween(said.get(kind), values)
    lane.tell({
      kind: 'write',
      number,
      cell: cellName(region, names),
      offset,
      role,
      before: shownBytes(shown ? layout : undefined, before, role),
      after: shownBytes(shown ? layout : undefined, after, role),
      says,
    })
    const torn = tear?.(program)
    if (values !== undefined && role === 'cell' && torn !== 'before' && torn !== 'during') said.set(kind, values)
    if (role === 'undo') said.delete(kind)
    if (torn !== undefined) lane.tell({ kind: 'power', state: 'off', says: `torn ${torn} write ${number}`, torn })
    return torn
  }
}

const JOURNAL = 'journal'

function roleOf({ region, offset, after }: Program, isAnswering: boolean): WriteRole {
  if (region !== JOURNAL) return isAnswering ? 'cell' : 'undo'
  if (offset > 0) return 'entry'
  return after[0] === 0 ? 'commit' : 'mark'
}

/** `cafe-tick/account6`, however long the AID is that the card calls it by. */
function cellName(region: string, names: ReadonlyMap<string, string | undefined>): string {
  const [owner = '', cell] = region.split('/')
  return cell === undefined ? region : `${names.get(owner) ?? owner}/${cell}`
}

/** The mark is a count of entries. */
function shownBytes(layout: AnyLayout | undefined, bytes: Uint8Array, role: WriteRole): string {
  if (role === 'mark' || role === 'commit') return hide(bytes, [])
  return layout === undefined ? hide(bytes, [{ from: 0, to: bytes.length }]) : shownMessage(layout, bytes).hex
}

function saysOf(role: WriteRole, bytes: number, isAnswering: boolean): string {
  switch (role) {
    case 'entry':
      return `keeps the old ${bytes} B`
    case 'mark':
      return 'the old state would be put back'
    case 'commit':
      return isAnswering ? 'the new state stands' : 'the old state stands again'
    case 'undo':
      return `puts the old ${bytes} B back`
    case 'cell':
      return `${bytes} B, hidden`
  }
}

type Values = ReadonlyMap<string, string>

function valuesOf(layout: AnyLayout, bytes: Uint8Array): Values | undefined {
  try {
    return new Map(spansOf(layout, bytes).map(({ path, value }) => [lastWord(path), value ?? '**']))
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

/** `balance 993 → 992, paid 6 → 7`; all of them where nothing was known before. */
function changesBetween(before: Values | undefined, after: Values): string {
  const told = [...after].filter(([name, value]) => name !== 'sequence' && before?.get(name) !== value)
  return told.map(([name, value]) => changeText(name, before?.get(name), value)).join(', ')
}

function changeText(name: string, before: string | undefined, value: string): string {
  const short = value.length > LONGEST_VALUE ? `${value.length / 2} B` : value
  return before === undefined || before.length > LONGEST_VALUE ? `${name} ${short}` : `${name} ${before} → ${short}`
}

const LONGEST_VALUE = 16

function lastWord(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}
