import { expect, it } from 'vitest'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { workerFromSource } from '../../src/payment/ikp/coupon/engine/testing/start-from-source.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from '../scheme/contract/policy.ts'
import { isPubliclyJudged, namesOf } from '../scheme/named.ts'
import { openSchemes } from '../scheme/open.ts'
import { generateWorkload, workloadOf } from '../workload/generator.ts'
import { NOTHING_SKIPPED, revenueBySeller, type Workload } from '../workload/micro-transaction.ts'
import type { Scheme, SchemeBooks } from '../scheme/open.ts'
import { compare } from './compare.ts'
import type { JudgesTask } from './judges-thread.ts'
import { openJudges, withJudges, type Judges } from './judges.ts'

const JUDGED = namesOf(isPubliclyJudged)
const TASK = { engine: 'node', suite: 'p256' } as const
const fromSource = (task: JudgesTask) => workerFromSource(new URL('judges-thread.ts', import.meta.url), task)

it('a thread finds of every scheme what is found here, whatever portions the evidence comes in', async () => {
  const workload = generateWorkload({ seed: 3, ...workloadOf(60) })
  const judges = openJudges({ ...TASK, names: JUDGED }, fromSource)
  try {
    const [here, there] = [await schemesOver(workload), await schemesOver(workload)]
    const alone = await compare(workload, here)
    const beside = await compare(workload, there, { judges })
    const checksOf = ({ outcomes }: typeof alone) => outcomes.map(({ name, checks }) => [name, checks])
    expect(checksOf(beside)).toEqual(checksOf(alone))
    expect([alone.holds, beside.holds]).toEqual([true, true])
  } finally {
    await judges.close()
  }
}, 60_000)

function schemesOver(workload: Workload): Promise<readonly Scheme[]> {
  const terms = { policy: DEFAULT_POLICY, clear: DEFAULT_CLEARING, seed: 1, unit: 1n } as const
  return openSchemes(JUDGED, workload, { ...terms, crypto: nodeCrypto('p256'), cards: 'one-each', profile: undefined })
}

it('a portion that is no evidence ends the run with what the judge threw', async () => {
  const judges = openJudges({ ...TASK, names: ['cafe-tick'] }, fromSource)
  try {
    judges.hear('cafe-tick', { deposits: [Uint8Array.of(1)], payees: new Map(), issuerKey: new Uint8Array(33) })
    await expect(judges.found('cafe-tick')).rejects.toThrow(/Deposit/)
  } finally {
    await judges.close()
  }
}, 60_000)

const PAYMENT = { buyer: 'a', seller: '/x', item: '/x/1', price: 2n, atMs: 1 }
const WORKLOAD: Workload = {
  name: 'payments',
  transactions: Array.from({ length: 600 }, () => PAYMENT),
  requests: 600,
  ...NOTHING_SKIPPED,
  priceRule: 'given',
}

/** Whose books say what the judge found of them. */
function judgedScheme(): Scheme {
  let kept = 0
  return {
    name: 'judged',
    pay: () => void (kept += 1),
    settle: async () => void (kept += 1000),
    evidence: () => kept,
    books: (found) => ({
      ...({
        payments: 600,
        revenueBySeller: revenueBySeller(WORKLOAD),
        risks: [],
        notes: [],
      } as unknown as SchemeBooks),
      checks: [{ name: 'the judge', holds: found?.get('/x') === 1200n, detail: `${found?.get('/x')}` }],
    }),
  }
}

function judgesThatFind(units: bigint): Judges & { readonly heard: unknown[] } {
  const heard: unknown[] = []
  const found = () => Promise.resolve(new Map([['/x', units]]))
  return { heard, hear: (_, portion) => void heard.push(portion), found, close: () => Promise.resolve() }
}

it('judges hear on the way and once more when all is settled, and a judge that finds less fails the comparison', async () => {
  const judges = judgesThatFind(1200n)
  expect((await compare(WORKLOAD, [judgedScheme()], { judges })).holds).toBe(true)
  expect(judges.heard).toEqual([32, 544, 1600])
  expect((await compare(WORKLOAD, [judgedScheme()], { judges: judgesThatFind(1199n) })).holds).toBe(false)
})

it('starts no thread for a short run', async () => {
  const run = { ...TASK, names: JUDGED, workload: WORKLOAD, processes: 1 }
  expect(await withJudges(run, (judges) => Promise.resolve(judges))).toBeUndefined()
})
