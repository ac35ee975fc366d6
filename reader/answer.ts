// What came back over a wire as a response. A card or a link that sends less than a status word has broken the exchange:
// the failure has the reader's address, and whoever talks to the card may go on.

import { DecodeError } from '../src/bytes/decode-error.ts'
import { WireFailure } from '../src/card/wire-failure.ts'
import { decodeResponse, type ResponseApdu } from '../src/iso7816/response-apdu.ts'

/** Throws `WireFailure` `protocol`. */
export function answerFrom(address: string, bytes: Uint8Array): ResponseApdu {
  try {
    return decodeResponse(bytes)
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new WireFailure('protocol', `${address}: what came back is no response: ${cause.message}`, { cause })
  }
}
