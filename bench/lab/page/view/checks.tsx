// What the receiver of the last message asked of it, in the order in which it asks.

import type { JSX } from 'preact'
import type { ToldJudgement } from '../../../witness/event.ts'
import type { LaneState } from '../fold/lane.ts'

export function Checks({ state }: { readonly state: LaneState }): JSX.Element {
  const { judged } = state
  return (
    <div class="checks">
      <h3>
        {judged === undefined ? 'Checks: none yet' : `${judged.by} checks ${judged.step}`}
        {judged?.refusal !== undefined && <span class="refused"> · refused</span>}
      </h3>
      {judged !== undefined && <CheckList judged={judged} />}
    </div>
  )
}

export function CheckList({ judged }: { readonly judged: ToldJudgement }): JSX.Element {
  const { passed, failed, notReached } = judged
  return (
    <ul class="check-list">
      {passed.map((check) => (
        <Check key={check} sign="✓" word="passed" kind="passed" check={check} />
      ))}
      {failed !== undefined && <Check sign="✗" word="failed" kind="failed" check={failed} />}
      {notReached.map((check) => (
        <Check key={check} sign="·" word="not reached" kind="unreached" check={check} />
      ))}
    </ul>
  )
}

interface CheckProps {
  readonly sign: string
  readonly word: string
  readonly kind: string
  readonly check: string
}

export function Check({ sign, word, kind, check }: CheckProps): JSX.Element {
  return (
    <li class={kind}>
      <span aria-hidden="true">{sign}</span> <span class="unseen">{word}: </span>
      {check}
    </li>
  )
}
