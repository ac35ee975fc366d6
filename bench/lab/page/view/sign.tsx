// A lane's sign: the colour and shape that its curve has, so that nothing is told by colour alone.

import type { JSX } from 'preact'
import { mark } from '../../../report/chart/drawing.ts'

export function Sign({ series }: { readonly series: number }): JSX.Element {
  return (
    <svg
      class="chart sign"
      viewBox="-6 -6 12 12"
      aria-hidden="true"
      dangerouslySetInnerHTML={{ __html: mark(series, 0, 0, 5) }}
    />
  )
}
