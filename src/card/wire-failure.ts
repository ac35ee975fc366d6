// The third of the three exits (ARCHITECTURE.md, "Three exits"): the wire between us and the chip broke.
// A card that answers with an error status word is not a failure; it is an answer.

/** What broke, in the words of PC/SC and CTAPHID where they have one. */
export type WireFailureCode =
  | 'noService'
  | 'noLibrary'
  | 'noReader'
  | 'noCard'
  | 'noRights'
  | 'readerGone'
  | 'cardRemoved'
  | 'cardReset'
  | 'cardMute'
  | 'sharing'
  | 'busy'
  | 'timeout'
  | 'tooLong'
  | 'protocol'
  | 'diverged'
  | 'closed'
  | 'unknown'

/** Thrown when a command may or may not have reached the card, or no card is there. The native cause is kept. */
export class WireFailure extends Error {
  readonly code: WireFailureCode

  constructor(code: WireFailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'WireFailure'
    this.code = code
  }
}
