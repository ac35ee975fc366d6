// What a form of log has to declare, and what it gives for a line.

/** A request as it was logged, whatever came of it. Names are already those of parties. */
export interface LogEntry {
  /** An address of either IP version or a name; `-` where the log hides it. */
  readonly client: string
  /** The site that answered, empty where the log does not say. */
  readonly host: string
  /** Milliseconds since 1970, never negative. */
  readonly atMs: number
  /** A request line (RFC 9112, clause 3), as it was logged. */
  readonly request: string
  readonly status: string
  /** Bytes of the answer; 0 where the log says `-` or has no such field. */
  readonly sizeBytes: number
}

export interface LogForm {
  /** For people. */
  readonly name: string
  /** Which field is the client, for people. */
  readonly client: string
  readonly hasSizes: boolean
  /** Undefined where the line is not of this form. `isHeld`: most of the log is, so that a doubtful line may be, too. */
  readonly read: (line: string, isHeld: boolean) => LogEntry | undefined
}
