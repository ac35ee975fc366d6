// The status word SW1 SW2: one table of names, and a reading of any 16 bits (ISO/IEC 7816-4:2005, 5.1.3, tables 5 and 6).
// The words follow the standard and, where it has none, Java Card's interface ISO7816 (6999). Leaves out what single
// commands add to a word, and the proprietary 9XXX other than 9000.

import { counted } from '../bytes/counted.ts'

/** 16 bits, SW1 high. */
export type StatusWord = number

/** Three of them begin a range: `moreAvailable` 61XX, `counter` 63CX, `wrongLe` 6CXX. */
export const SW = {
  ok: 0x9000,
  moreAvailable: 0x6100,
  stateUnchanged: 0x6200,
  dataCorrupted: 0x6281,
  endOfFile: 0x6282,
  fileDeactivated: 0x6283,
  controlInformationMalformed: 0x6284,
  fileTerminated: 0x6285,
  noSensorInput: 0x6286,
  stateChanged: 0x6300,
  fileFilled: 0x6381,
  counter: 0x63c0,
  executionFailed: 0x6400,
  immediateResponseRequired: 0x6401,
  executionFailedStateChanged: 0x6500,
  memoryFailure: 0x6581,
  securityIssue: 0x6600,
  wrongLength: 0x6700,
  classFunctionNotSupported: 0x6800,
  channelNotSupported: 0x6881,
  secureMessagingNotSupported: 0x6882,
  lastCommandExpected: 0x6883,
  chainingNotSupported: 0x6884,
  commandNotAllowed: 0x6900,
  commandIncompatibleWithFile: 0x6981,
  securityStatusNotSatisfied: 0x6982,
  authenticationBlocked: 0x6983,
  referenceDataNotUsable: 0x6984,
  conditionsNotSatisfied: 0x6985,
  noCurrentFile: 0x6986,
  secureMessagingMissing: 0x6987,
  secureMessagingIncorrect: 0x6988,
  appletSelectFailed: 0x6999,
  wrongParameters: 0x6a00,
  wrongData: 0x6a80,
  functionNotSupported: 0x6a81,
  fileNotFound: 0x6a82,
  recordNotFound: 0x6a83,
  notEnoughMemory: 0x6a84,
  lengthInconsistentWithTlv: 0x6a85,
  incorrectP1P2: 0x6a86,
  lengthInconsistentWithP1P2: 0x6a87,
  referencedDataNotFound: 0x6a88,
  fileExists: 0x6a89,
  nameExists: 0x6a8a,
  wrongP1P2: 0x6b00,
  wrongLe: 0x6c00,
  insNotSupported: 0x6d00,
  claNotSupported: 0x6e00,
  noPreciseDiagnosis: 0x6f00,
} as const

export type StatusName = Exclude<keyof typeof SW, 'moreAvailable' | 'counter' | 'wrongLe'>

/** What SW1 says by itself (table 5). `execution`: may have begun; `checking`: refused before it began. */
type StatusFamily = 'normal' | 'warning' | 'execution' | 'checking' | 'proprietary' | 'invalid'

/** What a status word says. `unknown` is a word in none of the tables, of which only the family can be told. */
export type StatusReading =
  | { readonly kind: 'ok' }
  /** `count` more bytes wait for GET RESPONSE; 256 means 256 or more. */
  | { readonly kind: 'moreAvailable'; readonly count: number }
  /** Done, with a reservation. The data is there. */
  | { readonly kind: 'warning'; readonly name: StatusName }
  /** A warning with a number, by custom the tries left: 0 to 15. */
  | { readonly kind: 'counter'; readonly count: number }
  /** Nothing was done: ask again with this Ne, 1 to 256. */
  | { readonly kind: 'wrongLe'; readonly ne: number }
  | { readonly kind: 'error'; readonly name: StatusName; readonly family: 'execution' | 'checking' }
  | { readonly kind: 'unknown'; readonly family: StatusFamily }

const MEANINGS: { readonly [Name in StatusName]: string } = {
  ok: 'done',
  stateUnchanged: 'done with a warning, memory unchanged',
  dataCorrupted: 'part of the data may be corrupted',
  endOfFile: 'the file or record ended before Ne bytes were read',
  fileDeactivated: 'the selected file or application is deactivated',
  controlInformationMalformed: 'the file control information is not formatted as the standard says',
  fileTerminated: 'the selected file is in termination state',
  noSensorInput: 'no input from a sensor on the card',
  stateChanged: 'done with a warning, memory has changed',
  fileFilled: 'the last write filled the file up',
  executionFailed: 'execution failed, memory unchanged',
  immediateResponseRequired: 'the card wants an answer at once',
  executionFailedStateChanged: 'execution failed, memory has changed',
  memoryFailure: 'the memory failed',
  securityIssue: 'a security issue',
  wrongLength: 'wrong length',
  classFunctionNotSupported: 'a function of the class byte is not supported',
  channelNotSupported: 'logical channel not supported',
  secureMessagingNotSupported: 'secure messaging not supported',
  lastCommandExpected: 'the last command of the chain was expected',
  chainingNotSupported: 'command chaining not supported',
  commandNotAllowed: 'command not allowed',
  commandIncompatibleWithFile: 'the command does not suit the file structure',
  securityStatusNotSatisfied: 'security status not satisfied',
  authenticationBlocked: 'authentication method blocked',
  referenceDataNotUsable: 'reference data not usable',
  conditionsNotSatisfied: 'conditions of use not satisfied',
  noCurrentFile: 'command not allowed, no current file',
  secureMessagingMissing: 'expected secure messaging objects are missing',
  secureMessagingIncorrect: 'secure messaging objects are incorrect',
  appletSelectFailed: 'the applet refused to be selected',
  wrongParameters: 'wrong parameters P1 P2',
  wrongData: 'wrong parameters in the command data',
  functionNotSupported: 'function not supported',
  fileNotFound: 'file or application not found',
  recordNotFound: 'record not found',
  notEnoughMemory: 'not enough memory in the file',
  lengthInconsistentWithTlv: 'Nc does not suit the TLV structure',
  incorrectP1P2: 'incorrect parameters P1 P2',
  lengthInconsistentWithP1P2: 'Nc does not suit P1 P2',
  referencedDataNotFound: 'referenced data not found',
  fileExists: 'file already exists',
  nameExists: 'DF name already exists',
  wrongP1P2: 'wrong parameters P1 P2, or an offset outside the file',
  insNotSupported: 'instruction not supported or invalid',
  claNotSupported: 'class not supported',
  noPreciseDiagnosis: 'no precise diagnosis',
}

const NAMES: ReadonlyMap<StatusWord, StatusName> = new Map(
  (Object.keys(MEANINGS) as StatusName[]).map((name) => [SW[name], name]),
)

const FAMILY_MEANINGS: { readonly [Family in StatusFamily]: string } = {
  normal: 'a success that is in no table',
  warning: 'a warning that is in no table',
  execution: 'an execution error that is in no table',
  checking: 'a checking error that is in no table',
  proprietary: 'a proprietary word, its meaning belongs to the application',
  invalid: 'not a valid status word',
}

/** Any 16 bits have a reading; what the tables do not list is `unknown`. */
export function readStatusWord(sw: StatusWord): StatusReading {
  const low = sw & 0xff
  if (sw === SW.ok) return { kind: 'ok' }
  if (sw >> 8 === SW.moreAvailable >> 8) return { kind: 'moreAvailable', count: low === 0 ? 256 : low }
  if (sw >> 8 === SW.wrongLe >> 8) return { kind: 'wrongLe', ne: low === 0 ? 256 : low }
  if (sw >> 4 === SW.counter >> 4) return { kind: 'counter', count: sw & 0xf }
  const name = NAMES.get(sw)
  const family = statusFamily(sw)
  if (name === undefined) return { kind: 'unknown', family }
  if (family === 'execution' || family === 'checking') return { kind: 'error', name, family }
  return { kind: 'warning', name }
}

/** One line for people, with its clause, e.g. `6A82 file or application not found (ISO 7816-4:2005, 5.1.3)`. */
export function explainStatusWord(sw: StatusWord): string {
  return `${printStatusWord(sw)} ${meaningOf(sw)} (${sourceOf(sw)})`
}

/** Four upper-case hex digits, as the standards write them. */
export function printStatusWord(sw: StatusWord): string {
  return sw.toString(16).toUpperCase().padStart(4, '0')
}

/** 7816-4:2005, table 5 and the two paragraphs before it. */
function statusFamily(sw: StatusWord): StatusFamily {
  const sw1 = sw >> 8
  const low = sw & 0xff
  if (sw === SW.ok || sw1 === 0x61) return 'normal'
  if (sw1 === 0x62 || sw1 === 0x63) return 'warning'
  if (sw1 >= 0x64 && sw1 <= 0x66) return 'execution'
  if (sw1 === 0x68 || sw1 === 0x69 || sw1 === 0x6a || sw1 === 0x6c) return 'checking'
  if (sw1 >= 0x67 && sw1 <= 0x6f) return low === 0 ? 'checking' : 'proprietary'
  return sw1 >> 4 === 9 ? 'proprietary' : 'invalid'
}

function meaningOf(sw: StatusWord): string {
  const reading = readStatusWord(sw)
  switch (reading.kind) {
    case 'ok':
      return MEANINGS.ok
    case 'moreAvailable':
      return `done, ${waiting(reading.count)} for GET RESPONSE`
    case 'counter':
      return `a counter at ${reading.count}, by custom the tries left`
    case 'wrongLe':
      return `wrong Le: ${counted(reading.ne, 'byte')} available`
    case 'warning':
    case 'error':
      return MEANINGS[reading.name]
    case 'unknown':
      return FAMILY_MEANINGS[reading.family]
  }
}

function waiting(count: number): string {
  if (count === 256) return '256 bytes or more wait'
  return count === 1 ? '1 more byte waits' : `${count} more bytes wait`
}

function sourceOf(sw: StatusWord): string {
  return sw === SW.appletSelectFailed ? 'Java Card, interface ISO7816' : 'ISO 7816-4:2005, 5.1.3'
}
