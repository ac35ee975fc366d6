// One case of a suite: what is measured, and how it is shown.

import type { Display } from '../run/document.ts'
import type { Case } from '../run/plan.ts'

export interface SuiteCase extends Omit<Case, 'seat'> {
  /** Cases of one seat share a process. A process of its own unless given. */
  readonly seat?: string
  readonly display: Display
}
