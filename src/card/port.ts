// The card's own contacts, as a reader sees them: power, reset, bytes in, bytes out. The emulated card offers this
// port; the reader's emulated driver, the virtual readers and the stand-in for pcscd drive it.

/** What a chip in a slot can do. Byte strings are whole APDUs; the port never sees T=0 or T=1 blocks. */
export interface CardPort {
  /** Cold reset: power on; gives the answer to reset. */
  powerOn(): Uint8Array
  /** Warm reset: transient memory and selection are lost; gives the answer to reset. */
  reset(): Uint8Array
  powerOff(): void
  /**
   * One command APDU in, one response APDU out (data, SW1, SW2). Hostile bytes get a status word, never an exception.
   * Throws `WireFailure` `cardMute` when the card is not powered or lost its power in the middle.
   */
  exchange(command: Uint8Array): Uint8Array
}
