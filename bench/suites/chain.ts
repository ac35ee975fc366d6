// Suite `chain`: how many links and coupons a second, ours beside everybody else's, each contestant in processes of its own.

import { spawnSync } from 'node:child_process'
import { kernelFact } from '../native/fastest-kernel.ts'
import type { BenchDocument } from '../measure/result.ts'
import { processorStopwatch } from '../measure/stopwatch.ts'
import { formatBytes, formatCount, formatInterval, formatRate, formatRatio, formatShare } from '../words/format.ts'
import { chainExecutor } from './chain-case.ts'
import { chainCases, sharesOfReference } from './chain-cases.ts'
import { chainContestants } from './chain-contestants.ts'
import { chainCounts, COUNT_SIZES, memoryGained } from './chain-counts.ts'
import { gainOfTwo, hashingCases } from './hashing-cases.ts'
import { nativeReference } from './native-reference.ts'
import { loadPeers } from './peers.ts'
import { redemptionCases } from './redemption-cases.ts'
import { hashingShare, MANY_BUYERS, SELLER_SIZES, sellerCases } from './seller-cases.ts'
import type { OpenableSuite } from './suite.ts'

const OPENSSL = 'openssl'

export const chainSuite: OpenableSuite = {
  async open({ seed, effort }) {
    const isQuick = effort === 'quick'
    const [peers, reference] = [await loadPeers(), nativeReference(seed)]
    const cases = [
      ...chainCases(chainContestants(peers.hashes), { nodes: peers.nodes, references: reference.cases }, seed),
      ...sellerCases({ ...SELLER_SIZES, ...(!isQuick && { many: MANY_BUYERS }) }, seed),
      ...hashingCases(),
      ...redemptionCases(REDEEMED),
    ]
    const stopwatch = processorStopwatch()
    return {
      name: 'chain',
      cases,
      executor: chainExecutor(cases, stopwatch.start),
      stopwatch,
      ...(isQuick && { sampling: { sampleNs: 5e6, leastSamples: 6, mostSamples: 8 } }),
      facts: { kernel: kernelFact(), ...reference.facts, ...peers.versions },
      notes: [...peers.notes, ...reference.notes],
      derive() {
        const sizes = COUNT_SIZES[isQuick ? 'short' : 'long']
        const gained = memoryGained(sizes) // first of all: it shows while little else is in use
        const note = `opening ${formatCount(sizes.openChains)} chains made a process ${formatBytes(gained)} larger`
        return { results: chainCounts(sizes), notes: [note] }
      },
    }
  },
  finish: (document) => ({
    ...document,
    notes: [...REGIMES, ...shareNotes(document), ...document.notes],
  }),
}

/** What the tables are of, for who meets them the first time. */
const REGIMES: readonly string[] = [
  'one-chain: each hash needs the one before it, as when a buyer makes a chain or an acquirer redeems its last coupon',
  'independent: coupons of many chains, bytes in and verdicts out, as a seller judges them',
  'plain is SHA-256 of a 32-byte value (PayWord); indexed binds chain and index (44 bytes), as tickbench pays with',
  'native reference: the C of the native kernel in a program of its own, chains and batches as above',
  'seller-path: whole payments; plain is binary frames, crypto.hash and a Map by number, naive is JSON, hex and createHash',
  'threads: elapsed time of the same batches of 10,000 buyers on one thread and on two; needs a second processor that is free',
]

/** Coupons of the chain that is redeemed. */
const REDEEMED = 2 ** 16

/** Two shares that are ratios in the tables, in words. */
function shareNotes(document: BenchDocument): string[] {
  const hashing = hashingShare(document, SELLER_SIZES)
  const gain = gainOfTwo(document)
  const shares = ['native', 'webassembly'].flatMap((kernel) => sharesOfReference(document, kernel))
  const sharesInWords = shares.map(([name, share]) => `${name} ${formatShare(share.median)}`)
  return [
    ...(hashing === undefined
      ? ["the hashing's share of the engine's time was not measured"]
      : [`hashing takes ${formatInterval(hashing, formatShare)} of the engine's time on the path of the fewer buyers`]),
    ...(gain === undefined
      ? ['threads: what the second processor is worth in this run was not measured']
      : [
          `threads: two that share nothing hash ${formatInterval(gain, formatRatio)} as fast as one: that is what the second processor is worth in this run`,
        ]),
    // OpenSSL's loop tells what the processor does only where ours is not there: one second in one process is no result.
    ...(shares.length === 0 ? opensslNotes() : [`of the same work in C without Node: ${sharesInWords.join(', ')}`]),
  ]
}

/** OpenSSL's own loop over messages of one block, where the program is there; one second, so a note and no result. */
function opensslNotes(): string[] {
  const { stdout, status } = spawnSync(OPENSSL, ['speed', '-seconds', '1', '-bytes', '32', '-mr', '-evp', 'sha256'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // +F:22:sha256:280000000.00 is bytes a second.
  const bytesPerSecond = status === 0 ? Number(/^\+F:\d+:[^:]+:([\d.]+)/m.exec(stdout)?.[1]) : Number.NaN
  if (!(bytesPerSecond > 0)) return ['openssl is not here; its speed is not shown']
  return [`openssl speed -evp sha256 -bytes 32: ${formatRate(bytesPerSecond / 32)}, one second in one process`]
}
