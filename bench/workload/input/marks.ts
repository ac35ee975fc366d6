// Data that is no plain text, known by its first bytes, and the command that makes text of it. Only marks count: a name
// may lie. Brotli has no mark (RFC 7932 begins with the window size): it is met as noise, and named by the file's name.

export interface Packing {
  /** For people. */
  readonly name: string
  /** Takes a file behind it. */
  readonly tool: string
  /** Reads standard input. */
  readonly filter: string
}

/** What must be unpacked by the user, or undefined; `head` is the start of the data, 262 bytes of it or all. */
export function packingOf(head: Uint8Array): Packing | undefined {
  const marked = MARKS.find(({ mark, at = 0 }) => mark.every((byte, index) => byte === head[at + index]))
  if (marked !== undefined) return marked.packing
  return UTF_16.find(({ zeroAt }) => isUtf16(head, zeroAt))?.packing
}

/** RFC 1952, 2.3.1: ID1, ID2 and the only method that there is. */
export const GZIP_MARK: readonly number[] = [0x1f, 0x8b, 0x08]

/** How much `packingOf` wants to see: the mark of tar stands at 257. */
export const MARKED_BYTES = 262

export const BROTLI: Packing = packing('Brotli', 'brotli -dc', 'brotli -dc')

function packing(name: string, tool: string, filter = tool): Packing {
  return { name, tool, filter }
}

interface Mark {
  readonly mark: readonly number[]
  readonly at?: number
  readonly packing: Packing
}

const MARKS: readonly Mark[] = [
  { mark: bytesOf('BZh'), packing: packing('bzip2', 'bzcat') },
  { mark: [0xfd, ...bytesOf('7zXZ'), 0], packing: packing('xz', 'xzcat') },
  { mark: [0x28, 0xb5, 0x2f, 0xfd], packing: packing('Zstandard', 'zstdcat') },
  { mark: [0x04, 0x22, 0x4d, 0x18], packing: packing('LZ4', 'lz4cat') },
  { mark: [0x1f, 0x9d], packing: packing('compress', 'zcat') },
  { mark: [...bytesOf('PK'), 3, 4], packing: packing('ZIP', 'unzip -p', 'funzip') },
  { mark: [...bytesOf('7z'), 0xbc, 0xaf, 0x27, 0x1c], packing: packing('7-Zip', '7z x -so', '7z x -so -si') },
  { mark: bytesOf('ustar'), at: 257, packing: packing('a tar archive', 'tar xOf', 'tar xO') },
  { mark: [0xff, 0xfe], packing: packing('UTF-16', 'iconv -f UTF-16 -t UTF-8') },
  { mark: [0xfe, 0xff], packing: packing('UTF-16', 'iconv -f UTF-16 -t UTF-8') },
]

/** Without a byte order mark: every other byte of Latin letters is 0. */
const UTF_16 = [
  { zeroAt: 1, packing: packing('UTF-16', 'iconv -f UTF-16LE -t UTF-8') },
  { zeroAt: 0, packing: packing('UTF-16', 'iconv -f UTF-16BE -t UTF-8') },
] as const

function isUtf16(head: Uint8Array, zeroAt: number): boolean {
  const looked = head.subarray(0, 16)
  return looked.length === 16 && looked.every((byte, at) => (byte === 0) === (at % 2 === zeroAt))
}

function bytesOf(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}
