// Where the data of a short command lie while the card answers it, as in the APDU buffer of a Java Card: the next command
// comes to lie there too. So no array is made for each, which takes longer than all that becomes of an echo.

import { part } from '../../src/bytes/bytes.ts'

/** Header and Lc. */
const DATA_AT = 5
/** So many bytes are copied by whoever takes a part of them (`part`); of more he may keep a view. */
const MOST_DATA = 64

/** As `part` of a command, but good only until it is called again. */
export function apduBuffer(): typeof part {
  const whole = new Uint8Array(DATA_AT + MOST_DATA + 1)
  const byLength = Array.from({ length: MOST_DATA + 1 }, (_, length) => whole.subarray(DATA_AT, DATA_AT + length))
  return (command, start, end) => {
    const data = byLength[end - start]
    if (data === undefined || start !== DATA_AT) return part(command, start, end)
    whole.set(command) // with what is around them: to cut it off would make an array
    return data
  }
}
