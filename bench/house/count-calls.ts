// How many calls of this program's functions a steady payment takes, a count that is free of time:
// `npx tsx bench/house/count-calls.ts cafe-tick`. The payment is the shortest of many of one unit from one buyer to one
// seller. V8 itself counts (precise coverage of its profiler): an asynchronous function anew each time it goes on after an
// `await`.

import { Session, type Profiler } from 'node:inspector'
import { packageFolder } from '../measure/package-folder.ts'
import { buildScheme } from '../suites/scheme-runs.ts'
import { NOTHING_SKIPPED, type Workload } from '../workload/micro-transaction.ts'

const PAYMENTS = 40
const ROOT = `file://${packageFolder()}/`

const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
for (const scheme of process.argv.slice(2)) {
  const lines = await steadyCalls(scheme)
  process.stdout.write(`${[...lines, `${sumOf(lines)} calls in a steady payment of ${scheme}`].join('\n')}\n`)
}

/** `    2 src/payment/outcome.ts accept`, the most called first. */
async function steadyCalls(name: string): Promise<readonly string[]> {
  const scheme = await buildScheme(name, steadyWorkload(), { suite: 'ed25519', seed: 1 })
  let least: readonly string[] | undefined
  for (const transaction of steadyWorkload().transactions) {
    takeCalls()
    await scheme.pay(transaction)
    const taken = takeCalls()
    if (least === undefined || sumOf(taken) < sumOf(least)) least = taken
  }
  return (least ?? []).toSorted((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))
}

/** Since the last time. The session answers before `post` returns. */
function takeCalls(): readonly string[] {
  let scripts: readonly Profiler.ScriptCoverage[] = []
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => (scripts = result))
  return scripts.flatMap(({ url, functions }) => {
    const file = url.slice(ROOT.length)
    if (!url.startsWith(ROOT) || /^(?:node_modules|bench\/house)\//.test(file)) return []
    const called = functions.filter(({ functionName }) => functionName !== '__name') // which tsx adds
    return called.flatMap(({ functionName, ranges: [whole] }) => {
      const calls = whole?.count ?? 0
      return calls === 0 ? [] : [`${String(calls).padStart(5)} ${file} ${functionName || '(anonymous)'}`]
    })
  })
}

function sumOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Number.parseInt(line, 10), 0)
}

function steadyWorkload(): Workload {
  const [buyer, seller, item] = ['buyer', '/seller', '/seller/item']
  const start = Date.UTC(2026, 0, 5)
  const transactions = Array.from({ length: PAYMENTS }, (_, at) => {
    return { buyer, seller, item, price: 1n, atMs: start + at * 1000 }
  })
  return { name: 'steady', transactions, requests: PAYMENTS, ...NOTHING_SKIPPED, priceRule: '1 unit' }
}
