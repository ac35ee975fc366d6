// A change of the card's memory as its physical writes make it: which of them were made, and on which side of the commit
// point it stands. The change counts from the write that empties the journal on; before it, and after a tear, what stands
// is what was there before.

import type { WriteRole } from '../../../witness/event.ts'
import type { Torn, WriteSeen } from './lane.ts'

export interface Change {
  readonly counts: Readonly<Record<WriteRole, number>>
  readonly current: WriteRole | undefined
  readonly torn: { readonly role: WriteRole; readonly when: Torn } | undefined
  readonly stands: 'none' | 'old' | 'new'
}

export function changeOf({ writes }: { readonly writes: readonly WriteSeen[] }): Change {
  const cut = writes.findIndex((write) => write.torn !== undefined)
  // what the card writes after it lost its power ends the change, but is no part of it
  const made = cut === -1 ? writes : writes.slice(0, cut + 1)
  const counts = { entry: 0, mark: 0, cell: 0, commit: 0, undo: 0 }
  for (const { role } of made) counts[role] += 1
  counts.undo = writes.filter(({ role }) => role === 'undo').length
  const last = made.at(-1)
  const torn = last?.torn === undefined ? undefined : { role: last.role, when: last.torn }
  return { counts, current: last?.role, torn, stands: standsAfter(made, counts.undo > 0) }
}

function standsAfter(made: readonly WriteSeen[], isUndone: boolean): Change['stands'] {
  const last = made.at(-1)
  if (last === undefined) return 'none'
  const isCommitted = last.role === 'commit' && last.torn !== 'before' && last.torn !== 'during'
  return isCommitted && !isUndone ? 'new' : 'old'
}
