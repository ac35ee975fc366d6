// `tickbench/bytes`: hex, comparison in constant time, and declared layouts with their fields.

export { concat, equalConstantTime, utf8 } from './bytes.ts'
export { DecodeError } from './decode-error.ts'
export {
  bytes,
  fixed,
  flag,
  holding,
  list,
  nested,
  oneOf,
  optional,
  rest,
  secret,
  shortBytes,
  text,
  u16,
  u32,
  u64,
  u8,
  unixMs,
} from './fields.ts'
export { parseHex, printHex } from './hex.ts'
export { layout, taggedLayout, type Field, type FieldRow, type Fields, type Layout } from './layout.ts'
export { spansOf, type FieldSpan } from './spans.ts'
