// How an attack row is judged: it succeeds when anybody ends up with more or less than by honest play.

import type { AttackRow } from './attack.ts'

export type Gains = AttackRow['gains']

export interface Judged {
  readonly setting: string
  readonly gains: Gains
  readonly because: string
}

export function judged({ setting, gains, because }: Judged): AttackRow {
  const moved = Object.values(gains).some((units) => units !== 0n)
  return { setting, gains, because, outcome: moved ? 'succeeds' : 'stopped' }
}

/** What each role has, less what it would have by honest play. */
export function gainsOver(honest: Gains, played: Gains): Gains {
  return Object.fromEntries(Object.entries(played).map(([role, units]) => [role, units - (honest[role] ?? 0n)]))
}

/** The refusal that an outcome carries, or the word for none. */
export function refusalOf(outcome: { readonly ok: true } | { readonly ok: false; readonly refused: string }): string {
  return outcome.ok ? 'nothing' : outcome.refused
}
