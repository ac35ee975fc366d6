// Bytes to text that no two different bytes share: UTF-8 as it is, and a byte that is none of it as U+FFFD with its two
// hexadecimal digits. U+FFFD itself is written so, byte by byte, and hence never stands for anything else. Not `\xhh`,
// as Apache writes such a byte: that would be one with the four characters that a log may hold as well.

export function decoded(bytes: Uint8Array): string {
  const text = DECODER.decode(bytes)
  return text.includes(FOREIGN) ? reversibly(bytes) : text
}

/** The first few bytes that a text was decoded from. */
export function encodedHead(text: string): Uint8Array {
  const bytes = text.slice(0, 24).replace(/\ufffd([0-9a-f]{2})/g, (_, digits: string) => {
    return String.fromCharCode(Number.parseInt(digits, 16))
  })
  return Uint8Array.from(bytes.slice(0, 8), (character) => character.charCodeAt(0))
}

function reversibly(bytes: Uint8Array): string {
  let text = ''
  let start = 0
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at)
    if (length > 0) {
      at += length
      continue
    }
    text += DECODER.decode(bytes.subarray(start, at)) + FOREIGN + (bytes[at] ?? 0).toString(16).padStart(2, '0')
    at += 1
    start = at
  }
  return text + DECODER.decode(bytes.subarray(start))
}

/** Of the well-formed character at `at` (Unicode, table 3-7), U+FFFD excepted; 0 where there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return 1
  const row = ROWS.find(({ from, to }) => first >= from && first <= to)
  if (row === undefined) return 0
  const [second = 0, ...others] = bytes.subarray(at + 1, at + row.length)
  const isWhole = others.length === row.length - 2 && others.every((byte) => byte >= 0x80 && byte <= 0xbf)
  if (!isWhole || second < row.least || second > row.most) return 0
  return first === 0xef && second === 0xbf && others[0] === 0xbd ? 0 : row.length
}

interface Row {
  readonly from: number
  readonly to: number
  /** Of the second byte. */
  readonly least: number
  readonly most: number
  readonly length: number
}

const ROWS: readonly Row[] = [
  { from: 0xc2, to: 0xdf, least: 0x80, most: 0xbf, length: 2 },
  { from: 0xe0, to: 0xe0, least: 0xa0, most: 0xbf, length: 3 },
  { from: 0xe1, to: 0xec, least: 0x80, most: 0xbf, length: 3 },
  { from: 0xed, to: 0xed, least: 0x80, most: 0x9f, length: 3 },
  { from: 0xee, to: 0xef, least: 0x80, most: 0xbf, length: 3 },
  { from: 0xf0, to: 0xf0, least: 0x90, most: 0xbf, length: 4 },
  { from: 0xf1, to: 0xf3, least: 0x80, most: 0xbf, length: 4 },
  { from: 0xf4, to: 0xf4, least: 0x80, most: 0x8f, length: 4 },
]

const FOREIGN = '\ufffd'

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })
