// A file of the user's that cannot be made into a workload: a mistake to be told in one line, not a fault of ours.

export type WorkloadErrorCode =
  | 'missing'
  | 'directory'
  | 'noRights'
  | 'unreadable'
  | 'truncatedGzip'
  | 'brokenGzip'
  | 'packedOtherwise'
  | 'empty'
  | 'nothingUsable'
  | 'noSizes'

/** `message` is one line without control characters: what was wrong, where, and what to do. The cause is kept. */
export class WorkloadError extends Error {
  readonly code: WorkloadErrorCode

  constructor(code: WorkloadErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'WorkloadError'
    this.code = code
  }
}
