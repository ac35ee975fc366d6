// Where an attack is played: who watches sees each setting begin, the messages as they go over the wire, what was done to
// them, what their receivers made of them, and what came of it. Nobody watching, nothing is told, and the moves are the same.

import {
  authRequestLayout,
  authResponseLayout,
  confirmLayout,
  initiateLayout,
  invoiceLayout,
  paymentLayout,
} from '../../src/payment/ikp/messages.ts'
import { createWire } from '../scheme/contract/wire.ts'
import { FLOWS } from '../scheme/ikp/desk.ts'
import type { Lane } from '../witness/witness.ts'
import type { AttackRow, Stage } from './attack.ts'

/** Undefined `lane`: nobody watches. */
export function openStage(name = '', lane?: Lane): Stage {
  const wire = createWire(lane)
  const sends: Stage['sends'] = (layout, message, route, handling) => {
    const arrived = wire.carry(layout, message, route)
    if (handling !== undefined) lane?.tell({ kind: 'delivered', how: handling })
    return arrived
  }
  return {
    async under(setting, play) {
      const span = lane?.open({ kind: 'intervention', name, says: setting }) ?? 0
      const row = await play()
      lane?.close(span, verdictOf(row))
      return row
    },
    sends,
    judges(by, step, outcome) {
      if (outcome.ok) return outcome
      const { refused } = outcome
      lane?.tell({ kind: 'judged', by, step, passed: [], failed: refused, notReached: [], refusal: refused })
      return outcome
    },
    tap: {
      initiate: (message) => sends(initiateLayout, message, FLOWS.initiate),
      invoice: (message) => sends(invoiceLayout, message, FLOWS.invoice),
      payment: (message) => sends(paymentLayout, message, FLOWS.payment),
      request: (message) => sends(authRequestLayout, message, FLOWS.request),
      response: (message) => sends(authResponseLayout, message, FLOWS.response),
      confirm: (message) => sends(confirmLayout, message, FLOWS.confirm),
    },
  }
}

function verdictOf({ outcome, gains, because }: AttackRow) {
  return {
    kind: 'verdict',
    says: `${outcome}: ${because}`,
    gains: Object.fromEntries(Object.entries(gains).map(([role, units]) => [role, String(units)])),
    ...(outcome === 'stopped' && { stoppedBy: because }),
  } as const
}
