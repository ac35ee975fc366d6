// What a receiver asks of a message, in the order of its code: so that a refusal tells which checks passed before it and
// which were not reached. No function reads these tables to decide; tests hold their order against the code.

/** One check. Its key in the table is the refusal that it ends with. */
export interface Check {
  /** For people, a word or two, e.g. `price`. */
  readonly asks: string
  /** Where it stands, e.g. `coupon/SPEC.md 3, row 7`. */
  readonly clause: string
}

/** Complete, or the compiler says so; in the order in which the receiver checks. */
export type CheckTable<Refusal extends string> = Readonly<Record<Refusal, Check>>

export interface Judgement {
  readonly passed: readonly string[]
  readonly failed: string | undefined
  readonly notReached: readonly string[]
}

/** Undefined for a message that was taken. A refusal that no check of this table ends with failed before all of them. */
export function judgementOf(table: CheckTable<string>, refusal: string | undefined): Judgement {
  const checks = Object.entries(table)
  const asked = checks.map(([, { asks }]) => asks)
  if (refusal === undefined) return { passed: asked, failed: undefined, notReached: [] }
  const at = checks.findIndex(([key]) => key === refusal)
  const failed = checks[at]?.[1].asks ?? refusal
  return { passed: asked.slice(0, Math.max(at, 0)), failed, notReached: asked.slice(at + 1) }
}
