// For tests: says that it is there, then computes for ever and hears nothing.

import { tieToParent } from '../tied-child.ts'

tieToParent()
process.send?.('here', () => {
  for (;;);
})
