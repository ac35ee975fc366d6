// One case of a suite: what is measured, and how it is shown.

import type { Display } from '../run/document.ts'
import type { Case } from '../run/plan.ts'

export interface SuiteCase extends Case {
  readonly display: Display
}
