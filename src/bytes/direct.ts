// Encoding straight into one buffer, for structures of which every field knows how: the same bytes as the coders give, in
// a fraction of their time. What does not fit is left to the coder, which says what is wrong with it.

/** Writes a value at an offset and gives the offset behind it. Throws anything where the coder is to be asked. */
export type Put<T> = (at: number, value: T) => number

/** Longer structures are left to the coders. */
const MOST_BYTES = 4096
const scratch = new Uint8Array(MOST_BYTES)
const view = new DataView(scratch.buffer)
/** Made once: nobody sees it, and a stack is dear. */
const LEFT_TO_THE_CODER = new Error('left to the coder')

/** Undefined where the coder is to be asked. What may be secret does not stay behind. */
export function encodeDirectly<T>(put: Put<T>, value: T): Uint8Array | undefined {
  let end = MOST_BYTES
  try {
    end = put(0, value)
    return scratch.slice(0, end)
  } catch {
    return undefined
  } finally {
    scratch.fill(0, 0, end)
  }
}

export const putU8: Put<number> = (at, value) => {
  check(isWhole(value, 0xff))
  view.setUint8(at, value)
  return at + 1
}

export const putU16: Put<number> = (at, value) => {
  check(isWhole(value, 0xffff))
  view.setUint16(at, value)
  return at + 2
}

export const putU32: Put<number> = (at, value) => {
  check(isWhole(value, 0xffffffff))
  view.setUint32(at, value)
  return at + 4
}

const LARGEST_U64 = 2n ** 64n - 1n

export const putU64: Put<bigint> = (at, value) => {
  check(typeof value === 'bigint' && value >= 0n && value <= LARGEST_U64)
  view.setBigUint64(at, value)
  return at + 8
}

/** A whole number of up to 53 bits in eight bytes. */
export const putWhole: Put<number> = (at, value) => {
  check(isWhole(value, Number.MAX_SAFE_INTEGER))
  view.setUint32(at, Math.floor(value / 2 ** 32))
  view.setUint32(at + 4, value % 2 ** 32)
  return at + 8
}

export const putFlag: Put<boolean> = (at, value) => {
  check(typeof value === 'boolean')
  return putU8(at, value ? 1 : 0)
}

/** The bytes alone. */
export const putBytes: Put<Uint8Array> = (at, value) => {
  check(value instanceof Uint8Array)
  scratch.set(value, at)
  return at + value.length
}

/** What a field adds to what it is made of. */
export function putWhen<T>(fits: (value: T) => boolean, put: Put<T>): Put<T> {
  return (at, value) => {
    check(fits(value))
    return put(at, value)
  }
}

/** One after the other; undefined unless every field knows how. */
export function putEach<T extends object>(
  fields: readonly (readonly [keyof T, { readonly put?: Put<T[keyof T]> | undefined }])[],
): Put<T> | undefined {
  const puts: (readonly [keyof T, Put<T[keyof T]>])[] = []
  for (const [key, { put }] of fields) {
    if (put === undefined) return undefined
    puts.push([key, put])
  }
  return (start, value) => {
    let at = start
    for (const [key, put] of puts) at = put(at, value[key])
    return at
  }
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most
}

function check(fits: boolean): void {
  if (!fits) throw LEFT_TO_THE_CODER
}
