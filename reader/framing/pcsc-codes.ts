// Numbers of PC/SC that both ends of the wire use: return values, share modes, protocols, dispositions, states
// (PC/SC part 5, as pcsclite.h and winscard.h number them).

export const RV = {
  success: 0,
  internalError: 0x80100001,
  cancelled: 0x80100002,
  invalidHandle: 0x80100003,
  invalidParameter: 0x80100004,
  noMemory: 0x80100006,
  waitedTooLong: 0x80100007,
  insufficientBuffer: 0x80100008,
  unknownReader: 0x80100009,
  timeout: 0x8010000a,
  sharingViolation: 0x8010000b,
  noSmartcard: 0x8010000c,
  protoMismatch: 0x8010000f,
  notReady: 0x80100010,
  invalidValue: 0x80100011,
  commError: 0x80100013,
  unknownError: 0x80100014,
  notTransacted: 0x80100016,
  readerUnavailable: 0x80100017,
  noService: 0x8010001d,
  serviceStopped: 0x8010001e,
  unsupportedFeature: 0x8010001f,
  noReadersAvailable: 0x8010002e,
  commDataLost: 0x8010002f,
  serverTooBusy: 0x80100031,
  unsupportedCard: 0x80100065,
  unresponsiveCard: 0x80100066,
  unpoweredCard: 0x80100067,
  resetCard: 0x80100068,
  removedCard: 0x80100069,
  securityViolation: 0x8010006a,
} as const

export const SHARE = { exclusive: 1, shared: 2, direct: 3 } as const

/** A bit field when preferred, one bit when active; 0 while a direct connection has none. */
export const PROTOCOL = { undefined: 0, t0: 1, t1: 2, raw: 4, any: 3 } as const

export const DISPOSITION = { leave: 0, reset: 1, unpower: 2, eject: 3 } as const

/** SCardGetStatusChange: the low 16 bits of the state word; the high 16 count insertions and removals. */
export const READER_STATE = {
  changed: 0x0002,
  unknown: 0x0004,
  unavailable: 0x0008,
  empty: 0x0010,
  present: 0x0020,
  exclusive: 0x0080,
  inUse: 0x0100,
  mute: 0x0200,
} as const

/** The daemon's own record of a slot, and SCardStatus: another numbering. */
export const SLOT_STATE = {
  unknown: 0x0001,
  absent: 0x0002,
  present: 0x0004,
  swallowed: 0x0008,
  powered: 0x0010,
  negotiable: 0x0020,
  specific: 0x0040,
} as const

/** Longest command or response that pcsc-lite carries: 65,536 data bytes and the headers around them. */
export const MAX_BUFFER_EXTENDED = 65_548
/** Longest attribute value, and the buffer of a short APDU. */
export const MAX_BUFFER = 264
export const MAX_ATR = 33
export const MAX_READER_NAME = 128
export const MAX_READERS = 16
