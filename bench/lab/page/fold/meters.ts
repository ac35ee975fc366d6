// What was counted of some payments: from the events themselves, so that it is right at any moment that is looked at.

import type { Costs } from '../../../witness/event.ts'

export interface Meters {
  payments: number
  messages: number
  bytes: number
  apdus: number
  apduBytes: number
  /** Modelled. */
  cardNs: number
  /** Measured, of one payment only. */
  hostNs: number
  /** By kind, of all roles. */
  readonly operations: Record<string, number>
}

export function newMeters(): Meters {
  return { payments: 0, messages: 0, bytes: 0, apdus: 0, apduBytes: 0, cardNs: 0, hostNs: 0, operations: {} }
}

export function addCosts({ operations }: Meters, costs: Costs): void {
  for (const counts of Object.values(costs)) {
    for (const [kind, count] of Object.entries(counts)) operations[kind] = (operations[kind] ?? 0) + count
  }
}

export function addMeters(all: Meters, one: Meters): void {
  all.payments += one.payments
  all.messages += one.messages
  all.bytes += one.bytes
  all.apdus += one.apdus
  all.apduBytes += one.apduBytes
  all.cardNs += one.cardNs
  addCosts(all, { all: one.operations })
}
