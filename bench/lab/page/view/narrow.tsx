// The page in one column: the sentence first, the lanes as tabs, the controls where a thumb reaches them.

import type { JSX } from 'preact'
import { mayOrder, pauseOrGo, pay, stepBack, stepOn, tear, toggleColours } from '../browser/drive.ts'
import type { Store } from '../browser/store.ts'
import { CostCurves } from './curves.tsx'
import { Bytes, Detail } from './detail.tsx'
import { Events } from './events.tsx'
import { Happened } from './happened.tsx'
import { Lane } from './lane.tsx'
import { Meters } from './meters.tsx'
import { Sign } from './sign.tsx'

export function Narrow({ store }: { readonly store: Store }): JSX.Element {
  const lanes = store.session?.lanes ?? []
  const shown = lanes[store.narrowLane]
  return (
    <div class="narrow">
      <header class="head">
        <h1>
          tickbench <b>lab</b>
        </h1>
        <button type="button" onClick={() => toggleColours(store)}>
          Light / dark
        </button>
      </header>
      <Happened store={store} />
      <main id="main" tabIndex={-1}>
        <div class="tabs" role="tablist" aria-label="Lanes">
          {lanes.map(({ name, title, series }, at) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${at}`}
              aria-selected={at === store.narrowLane}
              aria-controls="lane-tab"
              tabIndex={at === store.narrowLane ? 0 : -1}
              onClick={() => store.set({ narrowLane: at })}
              onKeyDown={({ key, currentTarget }) => moveTab(store, key, currentTarget)}
            >
              <Sign series={series} /> {title}
            </button>
          ))}
        </div>
        <div id="lane-tab" role="tabpanel" aria-labelledby={`tab-${store.narrowLane}`}>
          {shown !== undefined && <Lane store={store} view={shown} />}
        </div>
        <details>
          <summary>Meters and cost</summary>
          <Meters store={store} />
          <CostCurves lanes={lanes} height={180} />
        </details>
        <details>
          <summary>Events</summary>
          <Events store={store} />
          <Detail store={store} />
          <Bytes store={store} />
        </details>
      </main>
      <nav class="thumb" aria-label="Controls">
        <button type="button" class="main" disabled={!mayOrder(store, 'pay')} onClick={() => pay(store, 1)}>
          Pay
        </button>
        <button type="button" disabled={!mayOrder(store, 'pace')} onClick={() => pauseOrGo(store)}>
          {store.session?.state === 'held' || store.session?.pace.kind === 'step' ? 'Go on' : 'Pause'}
        </button>
        <button type="button" aria-label="Step back" onClick={() => stepBack(store)}>
          ←
        </button>
        <button
          type="button"
          aria-label="Step"
          disabled={store.viewed === undefined && !mayOrder(store, 'step')}
          onClick={() => stepOn(store)}
        >
          →
        </button>
        <button type="button" disabled={!mayOrder(store, 'tear')} onClick={() => tear(store, 'during')}>
          Tear
        </button>
      </nav>
    </div>
  )
}

function moveTab(store: Store, key: string, tab: HTMLElement): void {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return
  const count = store.session?.lanes.length ?? 1
  const at = (store.narrowLane + (key === 'ArrowRight' ? 1 : count - 1)) % count
  store.set({ narrowLane: at })
  const other = tab.parentElement?.children[at]
  if (other instanceof HTMLElement) other.focus()
}
