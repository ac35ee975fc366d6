// What all payments so far cost, scheme by scheme, in the weights of a workstation of 1996: modelled. A ring is where one
// begins to be cheaper. Drawn anew at most four times a second.

import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { drawCurves, type Curve, type Point } from '../../../report/chart/curves.ts'
import { shortCount, shortNs } from '../../../report/chart/tick-text.ts'
import type { LaneView } from '../../contract.ts'
import { crossingsOf } from '../fold/crossings.ts'
import { useSlowly } from './slowly.ts'

const AGAIN_MS = 250
const HEIGHT = 70
const [NARROWEST, WIDEST] = [300, 719]

interface CostCurvesProps {
  readonly lanes: readonly LaneView[]
  readonly height?: number
}

export function CostCurves({ lanes, height = HEIGHT }: CostCurvesProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(560)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.round(Math.min(Math.max(entry.contentRect.width, NARROWEST), WIDEST)))
    })
    if (place.current !== null) observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  const shown = useSlowly(lanes, AGAIN_MS)
  const curves = curvesOf(shown)
  return (
    <section class="curves panel" aria-labelledby="curves-name">
      <h2 id="curves-name">
        Cost of all payments <small class="kind">modelled · 1996</small>
      </h2>
      <div ref={place} class="curve-place">
        {curves.length === 0 ? (
          <p class="empty">Curves begin with the second payment.</p>
        ) : (
          <Drawing curves={curves} width={width} height={height} />
        )}
      </div>
    </section>
  )
}

function curvesOf(lanes: readonly LaneView[]): readonly Curve[] {
  const curves = lanes.map(({ title, series, curve }): Curve => {
    const points = curve.filter(({ payments, costNs }) => payments > 0 && costNs > 0)
    return { label: title, series, points: points.map(({ payments, costNs }): Point => [payments, costNs]) }
  })
  return curves.some(({ points }) => points.length < 2) ? [] : curves
}

interface DrawingProps {
  readonly curves: readonly Curve[]
  readonly width: number
  readonly height: number
}

function Drawing({ curves, width, height }: DrawingProps): JSX.Element {
  const crossings = crossingsOf(curves.map(({ points }) => points))
  const rings = crossings.map(({ at }) => ({ at, label: shortCount(at[0]) }))
  const cheaper = crossings.map(
    ({ at, curve }) => `${curves[curve]?.label} is cheaper from ${shortCount(at[0])} payments on`,
  )
  const svg = drawCurves(
    {
      text: {
        id: 'lab-cost',
        title: 'Cost of all payments so far',
        description: cheaper.length === 0 ? 'The curves do not cross.' : `${cheaper.join('. ')}.`,
      },
      x: { label: 'payments', scale: 'log', format: shortCount },
      y: { label: 'computing time of all parties', scale: 'log', format: shortNs },
      curves,
      rings,
      height,
    },
    width,
  )
  return (
    <>
      <div class="drawing" dangerouslySetInnerHTML={{ __html: svg }} />
      <table class="unseen">
        <caption>Cost of all payments so far</caption>
        <tbody>
          {curves.map(({ label, points }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{`${shortNs(points.at(-1)?.[1] ?? 0)} after ${shortCount(points.at(-1)?.[0] ?? 0)} payments`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
