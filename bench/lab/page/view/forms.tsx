// Orders that need a word or a number with them: the log's rate, a note, another session.

import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { mayOrder } from '../browser/drive.ts'
import type { Store } from '../browser/store.ts'

interface FormProps {
  readonly store: Store
}

const RATES = [1, 10, 100, 1000] as const

export function ReplayLog({ store }: FormProps): JSX.Element {
  const [rate, setRate] = useState<number>(10)
  const isOff = !mayOrder(store, 'replay')
  return (
    <span class="group joined">
      <button type="button" disabled={isOff} onClick={() => void store.order({ do: 'replay', rate })}>
        Log
      </button>
      <select
        aria-label="Times as fast as the log"
        disabled={isOff}
        value={rate}
        onChange={({ currentTarget }) => setRate(Number(currentTarget.value))}
      >
        {RATES.map((each) => (
          <option key={each} value={each}>
            ×{each}
          </option>
        ))}
      </select>
    </span>
  )
}

/** A lecturer's words become an event like any other. */
export function Note({ store }: FormProps): JSX.Element {
  const [says, setSays] = useState('')
  return (
    <details class="menu">
      <summary>Note</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          closeMenu(event.currentTarget)
          if (says.trim() !== '') void store.order({ do: 'note', says: says.trim() })
          setSays('')
        }}
      >
        <label>
          Words that are kept with the session
          <input type="text" value={says} onInput={({ currentTarget }) => setSays(currentTarget.value)} />
        </label>
        <button type="submit" disabled={!mayOrder(store, 'note')}>
          Keep
        </button>
      </form>
    </details>
  )
}

export function Reset({ store }: FormProps): JSX.Element {
  const [seed, setSeed] = useState('')
  const [profile, setProfile] = useState('')
  return (
    <details class="menu">
      <summary>Reset</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          closeMenu(event.currentTarget)
          const chosen = { ...(seed === '' ? {} : { seed: Number(seed) }), ...(profile === '' ? {} : { profile }) }
          void store.order({ do: 'reset', ...chosen })
        }}
      >
        <label>
          Seed, the same where none is given
          <input type="number" min={0} value={seed} onInput={({ currentTarget }) => setSeed(currentTarget.value)} />
        </label>
        <label>
          Card profile, the same where none is given
          <input type="text" value={profile} onInput={({ currentTarget }) => setProfile(currentTarget.value.trim())} />
        </label>
        <button type="submit" disabled={!mayOrder(store, 'reset')}>
          Begin anew
        </button>
      </form>
    </details>
  )
}

function closeMenu(form: HTMLElement): void {
  form.closest('details')?.removeAttribute('open')
}
