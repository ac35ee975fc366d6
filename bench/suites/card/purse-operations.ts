// The tick purse: every accounting policy with every way of keeping a chain, and the commands around the ticks.
// One measurement is several ticks in a row, because a tick's price depends on where it stands in its chain and batch.

import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from '../../../src/card/cafe-tick/commands.ts'
import { TRAVERSAL_METHODS, type TraversalMethod } from '../../../src/chain/traversal/schedule.ts'
import { cafeTick } from '../../scheme/cafe-tick/scheme.ts'
import { declared, sendOrMiss } from './declared.ts'
import {
  cardKind,
  type CardKind,
  type CardOperation,
  type OperationContext,
  type PreparedOperation,
} from './operation.ts'
import { purseOn, type ChainTerms, type PurseBench } from './purse-bench.ts'

export const PURSE_CARD: CardKind = cardKind(cafeTick)

/** Ticks of a chain. All ways of keeping one fit the card, and `storeAll` fits its RAM. */
const LENGTH = 64
/** In a row: a whole batch, a whole segment of the square-root methods, an eighth of the chain. */
const IN_A_ROW = 8

/** When ticks leave the balance (cafe-tick/SPEC.md 4, "Batches"). */
const POLICIES: Readonly<Record<string, number>> = {
  'balance at every tick': 1,
  [`balance every ${IN_A_ROW} ticks`]: IN_A_ROW,
  'balance reserved at open': LENGTH,
}

/** The same as the library calls it, in the words of chain/SPEC.md 4. */
const KEPT: Readonly<Record<TraversalMethod, string>> = {
  storeAll: 'whole chain kept',
  seedOnly: 'secret kept',
  squareRoot: 'square root kept',
  smoothSquareRoot: 'square root kept, smoothly',
  pebbles: 'pebbles kept',
}

const common = { kind: PURSE_CARD, aid: CAFE_TICK_AID, changes: true } as const

export const PURSE_OPERATIONS: readonly CardOperation[] = [
  ...Object.entries(POLICIES).flatMap(([policy, batch]) =>
    TRAVERSAL_METHODS.map((traversal) => ticks(policy, { limit: LENGTH, batch, traversal })),
  ),
  ...TRAVERSAL_METHODS.map(openTicks),
  close(),
  load(),
]

function ticks(policy: string, terms: ChainTerms & { readonly traversal: TraversalMethod }): CardOperation {
  const name = `tick, ${policy}, ${KEPT[terms.traversal]}`
  return {
    ...common,
    name,
    group: 'tick',
    commands: IN_A_ROW,
    async prepare(context) {
      const purse = await purseOn(context)
      const place = { at: 0 }
      await chainAt(context, purse, { name, terms, at: 0 })
      return declared(CAFE_TICK_COMMANDS.tick, {
        async next() {
          const chain = await chainAt(context, purse, { name, terms, at: place.at })
          return { txCounter: chain.txCounter, spent: place.at + 1 }
        },
        taken({ spent }) {
          place.at = spent % terms.limit
          const chain = purse.openedBy(name)
          if (chain !== undefined) chain.spent = spent
        },
      })
    },
  }
}

interface Place {
  readonly name: string
  readonly terms: ChainTerms
  /** Ticks spent already. */
  readonly at: number
}

/** A chain at the place where the operation has come to, opened anew where another operation came between. */
async function chainAt({ card }: OperationContext, purse: PurseBench, { name, terms, at }: Place) {
  const running = purse.openedBy(name)
  if (running?.spent === at) return running
  const chain = await purse.open(name, terms)
  if (at > 0) await sendOrMiss(card, CAFE_TICK_COMMANDS.tickTo, { txCounter: chain.txCounter, spent: at })
  chain.spent = at
  return chain
}

function openTicks(traversal: TraversalMethod): CardOperation {
  const name = `open a chain of ${LENGTH}, ${KEPT[traversal]}`
  return around(name, (purse) =>
    declared(CAFE_TICK_COMMANDS.openTicks, {
      async next() {
        await purse.closed()
        return purse.request({ limit: LENGTH, batch: 1, traversal })
      },
      taken: ({ commitment }) => void purse.opened(name, commitment),
    }),
  )
}

function close(): CardOperation {
  const name = 'close a chain'
  return around(name, (purse) =>
    declared(CAFE_TICK_COMMANDS.close, {
      async next() {
        const { txCounter } = await purse.open(name, { limit: 1, batch: 1 })
        return { txCounter }
      },
      taken: () => purse.closed(),
    }),
  )
}

function load(): CardOperation {
  return around('load', (purse) =>
    declared(CAFE_TICK_COMMANDS.load, {
      next: () => purse.loadOrder(1n),
      taken: (receipt) => purse.loaded(receipt),
    }),
  )
}

/** What a purse does beside ticking. */
function around(name: string, prepared: (purse: PurseBench) => PreparedOperation): CardOperation {
  return {
    ...common,
    name,
    group: 'around the ticks',
    prepare: async (context) => prepared(await purseOn(context)),
  }
}
