// The first of the three exits (ARCHITECTURE.md, "Three exits"): the other side said no, as a value of a closed list.

export type Outcome<Value, Reason extends string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refused: Reason }

/** The other side said yes: this is what it gave. */
export function accept<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value }
}

/** The other side said no: this is why. */
export function refuse<Reason extends string>(refused: Reason): { readonly ok: false; readonly refused: Reason } {
  return { ok: false, refused }
}

/**
 * What a party does with one input. The order is the law of durability (coupon/SPEC.md 4): persist the first, and only
 * then send, deliver or pay what the second says.
 */
export type Transition<State, Output> = readonly [persist: State, send: Output]

/** A refusal that changes nothing. */
export function unchanged<State, Reason extends string>(
  state: State,
  refused: Reason,
): readonly [State, { readonly ok: false; readonly refused: Reason }] {
  return [state, refuse(refused)]
}

/** The value of an outcome that has nothing more to say than that it is one. */
export interface Done {}
