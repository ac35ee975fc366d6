// The class byte CLA: logical channel, secure messaging and chaining bit (ISO/IEC 7816-4:2005, 5.1.1, tables 2 and 3).
// Proprietary classes follow GlobalPlatform Card Specification 2.3.1, 11.1.4, and the chaining bit Java Card's
// APDU.isCommandChainingCLA; where neither gives the bits a meaning, the byte is kept as it is.

/** How a command is protected. Channels 4 to 19 have one bit for it: `none` or `headerNotAuthenticated`. */
type SecureMessaging = 'none' | 'proprietary' | 'headerNotAuthenticated' | 'headerAuthenticated'

interface StructuredClass {
  /** `interindustry` 0X, 1X, 4X to 7X; `globalPlatform` 8X, 9X, CX to FE. */
  readonly kind: 'interindustry' | 'globalPlatform'
  /** Logical channel, 0 to 19. */
  readonly channel: number
  readonly secureMessaging: SecureMessaging
  /** More commands of the chain follow. */
  readonly chained: boolean
}

export type ClassByte =
  | StructuredClass
  /** AX and BX: every bit belongs to the application. */
  | { readonly kind: 'proprietary'; readonly cla: number }
  /** 2X and 3X: reserved for ISO. */
  | { readonly kind: 'reserved'; readonly cla: number }
  /** FF begins a PPS request (7816-3:2006, 9). */
  | { readonly kind: 'invalid'; readonly cla: 0xff }

const PROPRIETARY = 0x80
const FURTHER_CHANNELS = 0x40
const FURTHER_SECURE = 0x20
const CHAINED = 0x10
const FIRST_FURTHER_CHANNEL = 4
const SECURE_MESSAGING: readonly SecureMessaging[] = [
  'none',
  'proprietary',
  'headerNotAuthenticated',
  'headerAuthenticated',
]

/** One frozen value for each byte, so that a card can look at CLA without making anything. */
const CLASSES: readonly ClassByte[] = Array.from({ length: 256 }, (_, cla) => Object.freeze(classOf(cla)))

/** Throws `RangeError` for what is not a byte; every byte has a meaning. */
export function decodeClassByte(cla: number): ClassByte {
  const decoded = CLASSES[cla]
  if (decoded === undefined) throw new RangeError(`class ${cla} is not a byte`)
  return decoded
}

function classOf(cla: number): ClassByte {
  if (cla === 0xff) return { kind: 'invalid', cla }
  const proprietary = (cla & PROPRIETARY) !== 0
  const kind = proprietary ? 'globalPlatform' : 'interindustry'
  const chained = (cla & CHAINED) !== 0
  if ((cla & FURTHER_CHANNELS) !== 0) {
    const secureMessaging = (cla & FURTHER_SECURE) === 0 ? 'none' : 'headerNotAuthenticated'
    return { kind, channel: FIRST_FURTHER_CHANNEL + (cla & 0xf), secureMessaging, chained }
  }
  if ((cla & FURTHER_SECURE) !== 0) return { kind: proprietary ? 'proprietary' : 'reserved', cla }
  return { kind, channel: cla & 0x3, secureMessaging: SECURE_MESSAGING[(cla >> 2) & 0x3] ?? 'none', chained }
}
