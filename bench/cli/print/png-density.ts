// How large a PNG is on paper: the chunk pHYs after IHDR (PNG, third edition, 11.3.4.3), without which programs that set
// papers take 72 dots for an inch.

import { crc32 } from 'node:zlib'

const SIGNATURE_BYTES = 8
/** Length, type, 13 bytes of data, check. */
const HEADER_BYTES = 25
const INCHES_PER_METRE = 1 / 0.0254
const METRE = 1

export function withDensity(png: Uint8Array, dotsPerInch: number): Uint8Array {
  const at = SIGNATURE_BYTES + HEADER_BYTES
  return Buffer.concat([png.subarray(0, at), density(dotsPerInch), png.subarray(at)])
}

function density(dotsPerInch: number): Uint8Array {
  const dots = Math.round(dotsPerInch * INCHES_PER_METRE)
  const body = Buffer.alloc(13)
  body.write('pHYs', 'latin1')
  body.writeUInt32BE(dots, 4)
  body.writeUInt32BE(dots, 8)
  body.writeUInt8(METRE, 12)
  const chunk = Buffer.alloc(21)
  chunk.writeUInt32BE(9)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), 17)
  return chunk
}
