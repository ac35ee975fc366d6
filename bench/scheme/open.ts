// Schemes by name: set up with the same buyers, sellers, keys and policies, ready for the first payment. What is the same
// for every scheme is added to its books here: the judge's verdict, the formulas' counts, the risks.

import type { Workload } from '../workload/micro-transaction.ts'
import type {
  CountedFacts,
  Court,
  Meters,
  MoneyBooks,
  OpenScheme,
  Risk,
  SchemeDeclaration,
  SchemeSettings,
} from './contract/declaration.ts'
import { directoryOf } from './contract/directory.ts'
import { withKeyPool } from './key-pool.ts'
import { schemeNamed } from './named.ts'
import { added, countedCheck, judgedCheck } from './contract/self-check.ts'
import { witnessed } from './witnessed.ts'

export interface Scheme extends Pick<OpenScheme<unknown>, 'pay' | 'settle' | 'cardClock'> {
  readonly name: string
  /** Of a scheme that anybody can judge: the next portion of its evidence, for a judge elsewhere. */
  readonly evidence?: () => unknown
  /** The books after `settle`. Judged here, unless a judge elsewhere has been given all the evidence and found this. */
  books(found?: ReadonlyMap<string, bigint>): SchemeBooks
}

/** What a scheme did and where the money is. */
export type SchemeBooks = Required<Omit<MoneyBooks, 'paidOut'>> &
  Required<Omit<Meters, 'cardTime'>> &
  Pick<Meters, 'cardTime'> & { readonly risks: readonly Risk[]; readonly parties?: SchemeDeclaration['parties'] }

/** One after the other, in the order of `names`. Throws `RangeError` for a name that is none and for settings that do not go together. */
export async function openSchemes(
  names: readonly string[],
  workload: Workload,
  settings: SchemeSettings,
): Promise<readonly Scheme[]> {
  const schemes: Scheme[] = []
  const crypto = withKeyPool(settings.crypto)
  for (const name of names) schemes.push(await openScheme(schemeNamed(name), workload, { ...settings, crypto }))
  return schemes
}

/**
 * Of a scheme that need not be in the list. Throws `RangeError` for settings that do not go together.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { compare, generateWorkload, workloadOf } from 'tickbench'
 * import { nodeCrypto } from 'tickbench/crypto'
 * import { DEFAULT_CLEARING, DEFAULT_POLICY, openScheme, schemeNamed } from 'tickbench/schemes'
 *
 * const workload = generateWorkload(workloadOf(20))
 * const terms = { policy: { ...DEFAULT_POLICY, firstLength: 4 }, clear: DEFAULT_CLEARING, seed: 1, unit: 1n }
 * const settings = { ...terms, crypto: nodeCrypto('ed25519'), cards: 'one-each', profile: undefined } as const
 * const scheme = await openScheme(schemeNamed('purse-mac'), workload, settings)
 * const { outcomes } = await compare(workload, [scheme])
 * assert(outcomes.every(({ checks }) => checks.every(({ holds }) => holds)))
 */
export async function openScheme<Evidence>(
  scheme: SchemeDeclaration<Evidence>,
  workload: Workload,
  settings: SchemeSettings,
): Promise<Scheme> {
  const refused = scheme.refuse?.({ ...settings, suite: settings.crypto.suite })
  if (refused !== undefined) throw new RangeError(refused)
  const odd = workload.transactions.find(({ price }) => price <= 0n || price % settings.unit !== 0n)
  if (odd !== undefined) throw new RangeError(`a price of ${odd.price} is no multiple of the unit ${settings.unit}`)
  const lane = settings.witness?.lane(scheme.name)
  const opened = await scheme.open({ ...settings, workload, directory: directoryOf(workload), lane })
  const run = lane === undefined ? opened : witnessed(opened, { lane, unit: settings.unit })
  const met = meetingsOf(workload, settings)
  const judge = 'none' in scheme.judge ? undefined : scheme.judge
  const judgedHere = judge && judgedIn(judge.sit(settings.crypto), run)
  const units = workload.transactions.reduce((sum, { price }) => sum + price, 0n) / settings.unit
  return {
    ...run,
    name: scheme.name,
    ...(judge?.needsSecrets === false && { evidence: () => run.evidence() }),
    books(found = judgedHere?.()) {
      const [money, meters] = [run.books(), run.meters()]
      const { chainsOpened = 0, closedForOther = 0, notes = [], paidOut, ...others } = money
      const { payments, revenueBySeller, checks } = others
      const { claims } = meters
      const signedClaims = settings.clear.proof === 'signed' ? claims : 0
      const facts = { payments, chainsOpened, ...met, claims, signedClaims, units: Number(units) }
      // a card in a reader may have to be asked twice, and then computes twice
      const isExact = typeof settings.cards === 'string'
      const counted = isExact ? [countedCheck(scheme.expected(facts, settings.options ?? {}), meters.operations)] : []
      return {
        payments,
        revenueBySeller,
        chainsOpened,
        closedForOther,
        apdus: 0,
        ...meters,
        checks: [
          ...checks,
          ...(judge && found ? [judgedCheck(judge.finds, found, paidOut ?? revenueBySeller)] : []),
          ...counted,
        ],
        parties: scheme.parties,
        risks: scheme.risks,
        notes: [...notes, ...('none' in scheme.judge ? [`no evidence: ${scheme.judge.none}`] : [])],
      }
    },
  }
}

function meetingsOf(
  { transactions }: Workload,
  { cards }: SchemeSettings,
): Pick<CountedFacts, 'buyers' | 'sellers' | 'pairs' | 'cards'> {
  const buyers = new Set(transactions.map(({ buyer }) => buyer)).size
  const sellers = new Set(transactions.map(({ seller }) => seller)).size
  const pairs = new Set(transactions.map(({ buyer, seller }) => `${buyer}\n${seller}`)).size
  return { buyers, sellers, pairs, cards: cards === 'one-for-all' ? 1 : buyers }
}

/** All that has been kept, however often it is asked for. */
function judgedIn<Evidence>(
  court: Court<Evidence>,
  run: Pick<OpenScheme<Evidence>, 'evidence'>,
): () => ReadonlyMap<string, bigint> {
  let found: ReadonlyMap<string, bigint> = new Map()
  return () => (found = added(found, court.hear(run.evidence())))
}
