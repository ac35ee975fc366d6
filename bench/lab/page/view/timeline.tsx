// Where in the session the page looks: a slider over its events, and the way back to what happens now.

import type { JSX } from 'preact'
import { shortCount } from '../../../report/chart/tick-text.ts'
import type { Store } from '../browser/store.ts'

export function Timeline({ store }: { readonly store: Store }): JSX.Element {
  const { viewed, firstSeq, lastSeq } = store
  const here = viewed ?? lastSeq
  return (
    <div class={`timeline ${viewed === undefined ? '' : 'past'}`}>
      <input
        type="range"
        aria-label="Event looked at"
        aria-valuetext={`event ${here} of ${lastSeq}`}
        min={firstSeq}
        max={Math.max(lastSeq, 1)}
        value={here}
        onInput={({ currentTarget }) => store.look(Number(currentTarget.value))}
      />
      <output>
        event {shortCount(here)} of {shortCount(lastSeq)}
      </output>
      <button type="button" class="to-end" disabled={viewed === undefined} onClick={() => store.look(undefined)}>
        {viewed === undefined ? 'at the end' : 'to the end'}
      </button>
    </div>
  )
}
