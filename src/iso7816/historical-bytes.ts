// The historical bytes of an ATR: COMPACT-TLV objects, above all the card capabilities (ISO/IEC 7816-4:2005, 8.1.1).
// They inform and never bind: a card that formats them badly still works, so bad ones are a value and not a DecodeError.
// Leaves out the meaning of the other objects (issuer, service data, pre-issuing data).

/** A tag of 1 to 15 and up to 15 bytes, introduced by one byte that holds both (8.1.1.2). */
export interface CompactTlv {
  readonly tag: number
  readonly value: Uint8Array
}

/** By the category indicator, the first byte (8.1.1.1, table 83). */
export type HistoricalBytes =
  | { readonly kind: 'none' }
  /** Category 00 or 80. `status` is the life cycle status and SW1 SW2 behind the objects of category 00. */
  | { readonly kind: 'compactTlv'; readonly objects: readonly CompactTlv[]; readonly status: Uint8Array | undefined }
  /** Category 10. */
  | { readonly kind: 'directoryReference'; readonly reference: number }
  /** Every other category, those reserved for ISO included. */
  | { readonly kind: 'proprietary' }
  /** A category whose bytes do not follow its form. */
  | { readonly kind: 'malformed' }

/** The part of the software function tables that decides how to talk to the card (8.1.1.2.7, tables 86 to 88). */
export interface CardCapabilities {
  readonly selectsByFullName: boolean
  readonly selectsByPartialName: boolean
  readonly chaining: boolean
  readonly extendedLength: boolean
  /** Logical channels, the basic one included: 1 to 8, where 8 means 8 or more. */
  readonly channels: number
}

const CARD_CAPABILITIES = 7
const STATUS_BYTES = 3
const MALFORMED: HistoricalBytes = { kind: 'malformed' }

export function readHistoricalBytes(bytes: Uint8Array): HistoricalBytes {
  const [category, second] = bytes
  switch (category) {
    case undefined:
      return { kind: 'none' }
    case 0x00:
      return bytes.length <= STATUS_BYTES
        ? MALFORMED
        : readObjects(bytes.subarray(1, -STATUS_BYTES), bytes.subarray(-3))
    case 0x10:
      return second === undefined ? MALFORMED : { kind: 'directoryReference', reference: second }
    case 0x80:
      return readObjects(bytes.subarray(1), undefined)
    default:
      return { kind: 'proprietary' }
  }
}

/** What the card says that it can do; undefined where it says nothing. */
export function cardCapabilities(historicalBytes: Uint8Array): CardCapabilities | undefined {
  const read = readHistoricalBytes(historicalBytes)
  if (read.kind !== 'compactTlv') return undefined
  const object = read.objects.find(({ tag }) => tag === CARD_CAPABILITIES)
  if (object === undefined) return undefined
  const [selection = 0, , third = 0] = object.value
  return {
    selectsByFullName: (selection & 0x80) !== 0,
    selectsByPartialName: (selection & 0x40) !== 0,
    chaining: (third & 0x80) !== 0,
    extendedLength: (third & 0x40) !== 0,
    // Bits 5 and 4 say who assigns channel numbers; without either there is only the basic channel.
    channels: (third & 0x18) === 0 ? 1 : (third & 0x07) + 1,
  }
}

/** Historical bytes of category 80 that say just this. Throws `RangeError` for channels outside 1 to 8. */
export function encodeCardCapabilities(capabilities: CardCapabilities): Uint8Array {
  const { channels } = capabilities
  if (!Number.isInteger(channels) || channels < 1 || channels > 8) {
    throw new RangeError(`${channels} logical channels are not 1 to 8`)
  }
  const selection = (capabilities.selectsByFullName ? 0x80 : 0) | (capabilities.selectsByPartialName ? 0x40 : 0)
  const length = (capabilities.chaining ? 0x80 : 0) | (capabilities.extendedLength ? 0x40 : 0)
  const assignedByCard = channels === 1 ? 0 : 0x10 | (channels - 1)
  return Uint8Array.of(0x80, (CARD_CAPABILITIES << 4) | 3, selection, DATA_CODING, length | assignedByCard)
}

/** Write functions proprietary, data units of two quartets: one byte (table 87). */
const DATA_CODING = 0x21

function readObjects(bytes: Uint8Array, status: Uint8Array | undefined): HistoricalBytes {
  const objects: CompactTlv[] = []
  let at = 0
  while (at < bytes.length) {
    const head = bytes[at] ?? 0
    const end = at + 1 + (head & 0xf)
    if (end > bytes.length || head >> 4 === 0) return MALFORMED
    objects.push({ tag: head >> 4, value: bytes.subarray(at + 1, end) })
    at = end
  }
  return { kind: 'compactTlv', objects, status }
}
