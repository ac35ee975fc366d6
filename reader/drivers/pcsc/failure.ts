// PC/SC return values as wire failures, and the advice that goes with a missing service or library.

import { WireFailure, type WireFailureCode } from '../../../src/card/wire-failure.ts'
import { RV } from '../../framing/pcsc-codes.ts'

const FAILURES: ReadonlyMap<number, readonly [WireFailureCode, string]> = new Map([
  [RV.noService, ['noService', 'the PC/SC service is not running']],
  [RV.serviceStopped, ['noService', 'the PC/SC service has stopped']],
  [RV.noReadersAvailable, ['noReader', 'no reader is connected']],
  [RV.unknownReader, ['readerGone', 'the reader is gone']],
  [RV.readerUnavailable, ['readerGone', 'the reader is gone']],
  [RV.noSmartcard, ['noCard', 'there is no card in the reader']],
  [RV.removedCard, ['cardRemoved', 'the card was removed']],
  [RV.resetCard, ['cardReset', 'another program has reset the card']],
  [RV.unpoweredCard, ['cardMute', 'the card has no power']],
  [RV.unresponsiveCard, ['cardMute', 'the card does not answer to reset (is it the right way round?)']],
  [RV.unsupportedCard, ['cardMute', 'the reader cannot talk to this card']],
  // pcscd reports every transmission that the reader could not complete as "not transacted".
  [RV.notTransacted, ['cardMute', 'the exchange broke off: card or reader gave no answer']],
  [RV.commError, ['noService', 'communication with the PC/SC service broke off']],
  [RV.commDataLost, ['cardMute', 'the card stopped answering']],
  [RV.sharingViolation, ['sharing', 'another program holds the card for itself']],
  [RV.protoMismatch, ['protocol', 'the card does not speak the protocol that was asked for']],
  // One number for two things in pcsc-lite: an unsupported feature and an unexpected error.
  [RV.unsupportedFeature, ['protocol', 'the reader or the card does not support this (or failed unexpectedly)']],
  [RV.insufficientBuffer, ['tooLong', 'the response is longer than the room for it']],
  [RV.timeout, ['timeout', 'the service gave no answer in time']],
  [RV.securityViolation, ['noRights', 'the PC/SC service does not allow this user at the card (polkit)']],
  [RV.serverTooBusy, ['busy', 'the PC/SC service is too busy']],
  [RV.cancelled, ['closed', 'the operation was cancelled']],
  [RV.invalidHandle, ['closed', 'the connection to the card is closed']],
])

/** `doing` begins the line, e.g. `pcsc:Reader 00: transmit`. An unlisted value keeps its number in the message. */
export function pcscFailure(rv: number | undefined, doing: string, cause?: unknown): WireFailure {
  const known = rv === undefined ? undefined : FAILURES.get(rv)
  if (known !== undefined) return new WireFailure(known[0], `${doing}: ${known[1]}`, { cause })
  const what = rv === undefined ? 'the PC/SC library failed' : `PC/SC error 0x${rv.toString(16).padStart(8, '0')}`
  return new WireFailure('unknown', `${doing}: ${what}`, { cause })
}

/** How to get a running service, in a few words for the platform. */
export function serviceAdvice(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'macOS has it built in: connect a reader and try again'
    case 'win32':
      return 'start it with: sc start SCardSvr (Windows runs it only while a reader is connected)'
    default:
      return 'get it with: sudo apt install pcscd && sudo systemctl start pcscd.socket'
  }
}

/** How to get the native binding, for the platform. */
export function libraryAdvice(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'get it with: xcode-select --install, then npm install pcsclite'
    case 'win32':
      return 'get it with: npm install pcsc-mini'
    default:
      return 'get it with: sudo apt install libpcsclite1 libpcsclite-dev build-essential, then npm install pcsclite'
  }
}
