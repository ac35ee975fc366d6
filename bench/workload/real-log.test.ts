import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readAccessLog } from './access-log.ts'
import { buyersOf, revenueBySeller } from './micro-transaction.ts'
import { unitsPerKib } from './price.ts'
import { read } from './testing/read-log.ts'

/** 10,000 requests to one real server in May 2015; the project does not carry it. */
const REAL_LOG = fileURLToPath(new URL('../../../shared/traces/apache-2015.log.gz', import.meta.url))

describe.skipIf(!existsSync(REAL_LOG))('the log of 2015 (skipped where ../shared/traces is absent)', () => {
  it('holds 9,138 delivered documents, and no line that is not understood', async () => {
    const { transactions, requests, skipped } = await readAccessLog({ path: REAL_LOG })
    expect([transactions.length, requests, skipped]).toEqual([
      9138,
      10_000,
      { malformed: 0, status: 829, noProduct: 33, noPath: 0, tooLarge: 0 },
    ])
  })

  it('has no more buyers than clients', async () => {
    expect(buyersOf(await readAccessLog({ path: REAL_LOG })).size).toBeLessThanOrEqual(1753)
  })

  it.each([0n, 1n])('pays each seller what a plain count of the text says, at %i units per KiB', async (perKib) => {
    const expected = new Map<string, bigint>()
    for (const line of gunzipSync(readFileSync(REAL_LOG)).toString('latin1').split('\n')) {
      const fields = line.split(' ')
      if ((fields[8] !== '200' && fields[8] !== '206') || fields[5] === '"HEAD') continue
      const steps = new URL(`http://h/${fields[6]!.replace(/^\/+/, '')}`).pathname.split('/')
      const seller = steps.length > 2 ? `/${steps[1]}` : '/'
      const size = fields[9] === '-' ? 0 : Number(fields[9])
      const units = perKib === 0n ? 1n : BigInt((Math.max(size, 1) + 1023) >> 10)
      expected.set(seller, (expected.get(seller) ?? 0n) + units)
    }
    const source = perKib === 0n ? { path: REAL_LOG } : { path: REAL_LOG, price: unitsPerKib(perKib) }
    expect(revenueBySeller(await readAccessLog(source))).toEqual(expected)
  })

  it('has the same buyers with a virtual host before each line, and the same purchases of each', async () => {
    const log = gunzipSync(readFileSync(REAL_LOG)).toString('latin1').trimEnd()
    const hosted = await read(log.replace(/^/gm, 'www.example.org:443 '))
    const plain = await readAccessLog({ path: REAL_LOG })
    const bare = hosted.transactions.map((each) => {
      expect(each.seller.startsWith('www.example.org/')).toBe(true)
      return { ...each, seller: each.seller.slice(15), item: each.item.slice(15) }
    })
    expect(bare).toEqual(plain.transactions)
  })
})

const CASES = fileURLToPath(new URL('../../../shared/cases/logs/', import.meta.url))

describe.skipIf(!existsSync(CASES))('odd logs of other people (skipped where ../shared/cases is absent)', () => {
  it.each([
    ['F1-buyer-returns-or-log-lasts-over-373-days.log', { '192.0.2.7 /a': 1, '192.0.2.8 /a': 1 }],
    ['F1-clock-set-after-boot.log', { '192.0.2.7 /a': 2 }],
    ['F1-one-line-with-a-future-date.log', { '192.0.2.7 /a': 10, '192.0.2.8 /a': 1 }],
    ['F2-field-before-host.log', { '192.0.2.7 /a': 1 }],
    ['F2-other-prefixes.log', { '192.0.2.7 /a': 8 }],
    ['F2-vhost-combined.log', Object.fromEntries([1, 2, 3, 4, 5].map((at) => [`192.0.2.${at} www.example.org/a`, 1]))],
    ['F2-xff-list.log', { '198.51.100.7 /a': 3 }],
    ['F3-before-1971.log', { '192.0.2.7 /a': 2 }],
    ['F8-latin1-names.log', { '192.0.2.7 /caf\ufffde9': 1, '192.0.2.7 /caf\ufffde8': 1, '192.0.2.7 /caf\u00e9': 1 }],
    ['F10-bom-in-the-middle.log', { '192.0.2.7 /a': 2 }],
    ['F10-gzip-with-trailing-bytes.gz', { '192.0.2.1 /a': 3 }],
    ['F10-plain-then-gzip.log', { '192.0.2.1 /a': 3, '192.0.2.2 /a': 4 }],
  ])('%s', async (name, expected) => {
    const payments: Record<string, number> = {}
    for (const { buyer, seller } of (await readAccessLog({ path: `${CASES}${name}` })).transactions) {
      payments[`${buyer} ${seller}`] = (payments[`${buyer} ${seller}`] ?? 0) + 1
    }
    expect(payments).toEqual(expected)
  })

  it('names what it does not read, and how to make it readable', async () => {
    const twoParties = await readAccessLog({ path: `${CASES}F2-field-before-host.log` })
    expect(twoParties.skippedKinds).toMatchObject([
      { lines: 1, firstLine: 2, cure: `tickbench compare --client-field 2 ${CASES}F2-field-before-host.log` },
    ])
    const packed = readAccessLog({ path: `${CASES}F10-other-compression.bz2` })
    await expect(packed).rejects.toThrow(`bzcat ${CASES}F10-other-compression.bz2 | tickbench compare -`)
  })
})
