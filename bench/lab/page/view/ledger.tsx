// Where the lane's money is. What came from outside is owed to it, so that all accounts together are nothing.

import type { JSX } from 'preact'
import { ledgerOf } from '../fold/ledger.ts'
import type { LaneState } from '../fold/lane.ts'

export function Ledger({ state }: { readonly state: LaneState }): JSX.Element {
  const { accounts, sum } = ledgerOf(state.accounts)
  const isNothing = sum === 0n
  return (
    <dl class="ledger" aria-label="Ledger">
      {accounts.map(({ name, units }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{units.toLocaleString('en-US')}</dd>
        </div>
      ))}
      <div class={isNothing ? 'sum good' : 'sum bad'}>
        <dt>sum</dt>
        <dd>
          {sum.toLocaleString('en-US')} {isNothing ? '✓' : 'FAULT'}
        </dd>
      </div>
    </dl>
  )
}
