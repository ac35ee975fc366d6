// One card that a verb changes: said which, changed, kept, and looked at again.

import { viewPurse, type PurseView } from '../scheme/cafe-tick/kept/purse-view.ts'
import { explainCard } from './card-errors.ts'
import { sayFacts } from './facts.ts'
import { withLockedPurse, type CafeTickSession, type PurseUse } from './purse-session.ts'
import type { Shell } from './shell.ts'
import { CARD_LANE, traced } from './trace-option.ts'

export interface Changed<T> {
  readonly session: CafeTickSession
  /** Afterwards. */
  readonly view: PurseView
  readonly done: T
}

/** Throws `UserError` and `WireFailure`; of an emulated card nothing is kept then. */
export async function changedPurse<T>(
  shell: Shell,
  use: PurseUse,
  change: (session: CafeTickSession) => Promise<T>,
): Promise<Changed<T>> {
  const { terminal } = shell
  const say = (line: string): void => terminal.err(`tickbench: ${line}\n`)
  return traced(use, shell, CARD_LANE, (lane) =>
    withLockedPurse({ ...use, lane }, say, async (session) => {
      if (session.isReal) sayFacts(terminal, [['card', session.line]])
      let done: T
      try {
        done = await change(session)
      } catch (error) {
        throw (await explainCard(error, use, session)) ?? error
      }
      await session.keep()
      return { session, view: await viewPurse(session.card), done }
    }),
  )
}
