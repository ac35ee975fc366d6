// Blocking and unblocking of a purse by its issuer. An order has a number of its own, which only rises, so that an
// unblocking cannot be played again after the next blocking. Shared by the purses.

import { equalConstantTime } from '../bytes/bytes.ts'
import { fixed, flag, u32 } from '../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../bytes/layout.ts'

export interface ControlOrder {
  readonly cardId: Uint8Array
  readonly number: number
  readonly blocked: boolean
}

export const controlOrderLayout: Layout<ControlOrder> = taggedLayout<ControlOrder>('ControlOrder', 0x4a, {
  cardId: fixed(8, 'the purse'),
  number: u32('higher than that of any order before'),
  blocked: flag('whether the purse is blocked from now on'),
})

export interface Control {
  readonly number: number
  readonly blocked: boolean
}

export const controlLayout: Layout<Control> = layout<Control>('Control', {
  number: u32('of the last order, 0 before the first'),
  blocked: flag('blocked: nothing new is paid or loaded'),
})

export const FREE: Control = { number: 0, blocked: false }

export type ControlRefusal = 'otherCard' | 'orderOld'

/** What is wrong with an order whose MAC is right. The last order again is not wrong. */
export function refuseControl(cardId: Uint8Array, control: Control, order: ControlOrder): ControlRefusal | undefined {
  if (!equalConstantTime(order.cardId, cardId)) return 'otherCard'
  const repeated = order.number === control.number && order.blocked === control.blocked
  return repeated || order.number > control.number ? undefined : 'orderOld'
}
