// The table of card operations, in the order in which they are shown. A new kind of card adds a file and a line.

import { COMMON_OPERATIONS } from './common-operations.ts'
import { ECHO_OPERATIONS } from './echo-operations.ts'
import { HASH_OPERATIONS } from './hash-operations.ts'
import { MAC_OPERATIONS } from './mac-operations.ts'
import type { CardOperation } from './operation.ts'
import { PROBE_OPERATIONS } from './probe-operations.ts'
import { PURSE_OPERATIONS } from './purse-operations.ts'
import { SIGNER_OPERATIONS } from './signer-operations.ts'
import { TOKEN_OPERATIONS } from './token-operations.ts'

export const CARD_OPERATIONS: readonly CardOperation[] = [
  ...COMMON_OPERATIONS,
  ...ECHO_OPERATIONS,
  ...HASH_OPERATIONS,
  ...PURSE_OPERATIONS,
  ...MAC_OPERATIONS,
  ...SIGNER_OPERATIONS,
  ...TOKEN_OPERATIONS,
  ...PROBE_OPERATIONS,
]
