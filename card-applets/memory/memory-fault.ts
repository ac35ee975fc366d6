// What may stop a memory operation. Both errors live and die inside the card: the card turns them into a status word
// or into silence, and no terminal ever sees them.

export type MemoryFaultCode =
  | 'transactionInProgress'
  | 'commitCapacity'
  | 'outOfMemory'
  | 'outsideInstallation'
  | 'outOfBounds'
  | 'worn'

/** A fault of the applet, or of memory that is worn out. The card aborts the command. */
export class MemoryFault extends Error {
  readonly code: MemoryFaultCode

  constructor(code: MemoryFaultCode, message: string) {
    super(message)
    this.name = 'MemoryFault'
    this.code = code
  }
}

/** The power went at an injected point; every further write throws it again until the next power-up. */
export class PowerLost extends Error {
  constructor() {
    super('the power was cut')
    this.name = 'PowerLost'
  }
}
