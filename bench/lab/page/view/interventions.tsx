// What a lecturer may do to a lane: the first ones as buttons, all of them in a list that says what each does.

import type { JSX } from 'preact'
import type { Offered } from '../../contract.ts'
import { intervene, mayOrder } from '../browser/drive.ts'
import type { Store } from '../browser/store.ts'

const AS_BUTTONS = 2

export function Interventions({ store, lane }: { readonly store: Store; readonly lane: string }): JSX.Element | null {
  const own = store.session?.interventions.filter((one) => one.lane === lane) ?? []
  if (own.length === 0) return null
  const isOff = !mayOrder(store, 'intervene')
  const run = ({ name }: Offered): void => intervene(store, name)
  const rest = own.slice(AS_BUTTONS)
  return (
    <>
      {own.slice(0, AS_BUTTONS).map((one) => (
        <button key={one.name} type="button" disabled={isOff} title={one.says} onClick={() => run(one)}>
          {one.title}
        </button>
      ))}
      {rest.length > 0 && <Menu name="More" offered={rest} isOff={isOff} run={run} />}
    </>
  )
}

interface MenuProps {
  readonly name: string
  readonly offered: readonly Offered[]
  readonly isOff: boolean
  readonly run: (one: Offered) => void
}

export function Menu({ name, offered, isOff, run }: MenuProps): JSX.Element {
  return (
    <details class="menu">
      <summary>{name}</summary>
      <ul>
        {offered.map((one) => (
          <li key={one.name}>
            <button
              type="button"
              disabled={isOff}
              onClick={({ currentTarget }) => {
                currentTarget.closest('details')?.removeAttribute('open')
                run(one)
              }}
            >
              <b>{one.title}</b>
              <span>{one.says}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}
