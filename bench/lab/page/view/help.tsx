// The keys, and the switch that turns them off.

import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { COLOURS } from '../browser/preferences.ts'
import { KEYS } from '../browser/keys.ts'
import type { Store } from '../browser/store.ts'

export function Help({ store }: { readonly store: Store }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (store.isHelpOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [store.isHelpOpen])
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-name" onClose={() => store.set({ isHelpOpen: false })}>
      <h2 id="help-name">Keys</h2>
      <dl>
        {KEYS.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p>
        <label>
          colours{' '}
          <select
            value={store.preferences.colours}
            onChange={({ currentTarget }) =>
              store.prefer({ colours: COLOURS.find((one) => one === currentTarget.value) ?? 'system' })
            }
          >
            {COLOURS.map((colours) => (
              <option key={colours}>{colours}</option>
            ))}
          </select>
        </label>
      </p>
      <p>
        <label>
          <input
            type="checkbox"
            checked={store.preferences.hasKeys}
            onChange={({ currentTarget }) => store.prefer({ hasKeys: currentTarget.checked })}
          />{' '}
          single keys act on the page
        </label>
      </p>
      <button type="button" class="main" onClick={() => store.set({ isHelpOpen: false })}>
        Close
      </button>
    </dialog>
  )
}
