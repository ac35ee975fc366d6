// How a suite is named to people. `1996` never stands without its warning.

import type { SuiteName } from './crypto.ts'

export function labelSuite(suite: SuiteName): string {
  return suite === '1996' ? '1996 (insecure: RSA-1024, SHA-1)' : suite
}
