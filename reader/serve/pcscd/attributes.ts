// What the stand-in tells of a reader when a program asks for an attribute (PC/SC part 3, 3.1.3): what drivers of real
// readers know, and the two names that pcscd answers itself.

import { MAX_ATR, MAX_BUFFER_EXTENDED } from '../../framing/pcsc-codes.ts'
import type { Slot } from './slot.ts'

const ATTRIBUTE = {
  vendor: 0x00010100,
  maxInput: 0x0007a007,
  present: 0x00090300,
  atr: 0x00090303,
  friendlyName: 0x7fff0003,
  systemName: 0x7fff0004,
} as const

/** Undefined for an attribute that is not known here. */
export function attributeOf(slot: Slot, id: number): Uint8Array | undefined {
  switch (id) {
    case ATTRIBUTE.atr:
      return slot.atr.subarray(0, MAX_ATR)
    case ATTRIBUTE.present:
      return Uint8Array.of(slot.occupied ? 2 : 0)
    case ATTRIBUTE.vendor:
      return new TextEncoder().encode('tickbench')
    case ATTRIBUTE.maxInput:
      return Uint8Array.of(MAX_BUFFER_EXTENDED & 0xff, (MAX_BUFFER_EXTENDED >> 8) & 0xff, MAX_BUFFER_EXTENDED >> 16, 0)
    case ATTRIBUTE.friendlyName:
    case ATTRIBUTE.systemName:
      return new TextEncoder().encode(`${slot.name}\0`)
    default:
      return undefined
  }
}
