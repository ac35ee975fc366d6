// What `card info` says of the two ledgers, that of the card and that of its issuer, where both are at hand.

import { holderOf, realPath } from '../party/file-lock.ts'
import { isHalfDone } from '../scheme/cafe-tick/kept/kept-pair.ts'
import { compareLedgers, describeLedgers, type Ledgers } from '../scheme/cafe-tick/kept/ledgers.ts'
import type { PurseView } from '../scheme/cafe-tick/kept/purse-view.ts'
import { EXIT, UserError } from './exit.ts'
import type { CafeTickSession } from './purse-session.ts'

export interface LedgersFound {
  readonly kind: Ledgers['kind'] | 'inUse' | 'halfDone'
  readonly inOrder: boolean
  readonly words: string
}

/** Undefined where there is one ledger only. */
export async function ledgersFound(
  { issuer, isReal }: CafeTickSession,
  view: PurseView,
  cardImage: string | undefined,
): Promise<LedgersFound | undefined> {
  if (issuer === undefined || view.kind !== 'purse') return undefined
  const ledgers = compareLedgers(view, issuer.issuer.accounts.get(view.cardId))
  const found = { kind: ledgers.kind, ...describeLedgers(ledgers) }
  if (found.inOrder) return found
  if (ledgers.kind === 'unclaimed' && isReal) {
    return { ...found, inOrder: true, words: `${ledgers.units} units left the card; no seller has claimed them yet` }
  }
  return (cardImage === undefined ? undefined : await changing(cardImage)) ?? found
}

/** The two files are replaced one after the other: a moment in which they differ is not a disagreement. */
async function changing(cardImage: string): Promise<LedgersFound | undefined> {
  const holder = await holderOf(cardImage)
  if (holder !== undefined) {
    const words = `cannot be compared now: process ${holder.pid} works with the card`
    return { kind: 'inUse', inOrder: true, words }
  }
  if (!isHalfDone(await realPath(cardImage))) return undefined
  const words = 'a run was killed between its two files: the next card load or compare puts it in order'
  return { kind: 'halfDone', inOrder: true, words }
}

/** Before money moves. A card that is older than its issuer is left to the judge, who sees it when a number comes again. */
export function refuseUnfit(
  card: string,
  ledgers: Pick<LedgersFound, 'kind' | 'words'> | undefined,
  unfit: readonly Ledgers['kind'][],
): void {
  if (ledgers === undefined || !unfit.some((kind) => kind === ledgers.kind)) return
  throw new UserError(`${card} and its issuer disagree: ${ledgers.words}`, EXIT.refused)
}

/** Said after everything else, as the reason for the exit code. */
export function disagreement({ cardImage, found }: { cardImage: string | undefined; found: LedgersFound }): UserError {
  const card = cardImage ?? 'the card'
  if (found.kind === 'cardUnknown') return new UserError(`${card}: its issuer ${found.words}`, EXIT.refused)
  return new UserError(`${card} and its issuer disagree: ${found.words}`, EXIT.selfCheckFailed)
}
