// All attack scripts, in the order in which a reader of the papers meets them.

import type { Attack } from './attack.ts'

export const ATTACKS: readonly Attack[] = []
