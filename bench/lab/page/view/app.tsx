// The page as a whole: in a lecture hall, on a desk, on a telephone.

import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Store } from '../browser/store.ts'
import { Controls } from './controls.tsx'
import { CostCurves } from './curves.tsx'
import { Bytes, Detail } from './detail.tsx'
import { Events } from './events.tsx'
import { Happened, SpokenLog } from './happened.tsx'
import { Header } from './header.tsx'
import { Help } from './help.tsx'
import { Lane } from './lane.tsx'
import { Meters } from './meters.tsx'
import { Narrow } from './narrow.tsx'
import { Projector } from './projector.tsx'
import { useSlowly } from './slowly.ts'
import { Timeline } from './timeline.tsx'

/** Figures that change more often cannot be read. */
const AGAIN_MS = 200
const NARROW = '(max-width: 760px)'

export function App({ store }: { readonly store: Store }): JSX.Element {
  const [, draw] = useState(0)
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches)
  useEffect(() => {
    store.start(() => draw((count) => count + 1))
    matchMedia(NARROW).addEventListener('change', ({ matches }) => setNarrow(matches))
  }, [store])
  const { connection, session } = store
  const state = connection === 'open' ? (session?.state ?? connection) : connection
  useEffect(() => {
    document.documentElement.dataset['state'] = state
    document.documentElement.dataset['seq'] = String(store.lastSeq)
  }, [state, store.lastSeq])
  return (
    <>
      <a class="skip" href="#main">
        Skip to the lanes
      </a>
      {store.preferences.isProjector ? (
        <Projector store={store} />
      ) : isNarrow ? (
        <Narrow store={store} />
      ) : (
        <Desk store={store} />
      )}
      <SpokenLog store={store} />
      <Help store={store} />
    </>
  )
}

function Desk({ store }: { readonly store: Store }): JSX.Element {
  const { session, connection, preferences, isHelpOpen, viewed } = store
  const lanes = session?.lanes ?? []
  const slowly = useSlowly(store.lastSeq, AGAIN_MS)
  // an element that is the same as before is not looked at again
  const head = useMemo(() => <Header store={store} />, [session, connection, preferences, isHelpOpen])
  const controls = useMemo(() => <Controls store={store} />, [session, connection, viewed, store.units, store.stepSize])
  const figures = useMemo(() => <Meters store={store} />, [session, slowly, viewed])
  const curves = useMemo(() => <CostCurves lanes={lanes} />, [session])
  return (
    <div class="desk">
      {head}
      <Happened store={store} />
      {controls}
      <main id="main" tabIndex={-1}>
        <div class="lanes">
          {lanes.map((view) => (
            <Lane key={view.name} store={store} view={view} />
          ))}
        </div>
        <div class="figures">
          {figures}
          {curves}
        </div>
        <div class="panes">
          <Events store={store} />
          <Detail store={store} />
          <Bytes store={store} />
        </div>
      </main>
      <footer class="foot">
        <Timeline store={store} />
      </footer>
    </div>
  )
}
