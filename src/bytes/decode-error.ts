// The second of the three exits (ARCHITECTURE.md, "Three exits"): bytes that are not what their layout says.
// A card or peer that says no is a value; a broken wire is a WireFailure; this is neither.

/** Thrown when bytes do not decode. `path` names the field, e.g. `Invoice.clear.date`. */
export class DecodeError extends Error {
  readonly path: string
  readonly reason: string

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(path === '' ? reason : `${path}: ${reason}`, options)
    this.name = 'DecodeError'
    this.path = path
    this.reason = reason
  }

  /** The same error seen from the structure that holds the field. */
  within(outer: string): DecodeError {
    return new DecodeError(this.path === '' ? outer : `${outer}.${this.path}`, this.reason, { cause: this.cause })
  }
}
