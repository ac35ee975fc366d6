import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAccessLog } from './access-log.ts'
import { buyersOf, revenueBySeller, type Workload } from './micro-transaction.ts'
import { unitPerRequest, unitsPerKib } from './price.ts'
import { WorkloadError } from './workload-error.ts'

const encoder = new TextEncoder()

function entry(request: string, status = 200, size: number | '-' = 10): string {
  return `192.0.2.7 - - [17/May/2015:10:05:03 +0000] "${request}" ${status} ${size} "-" "An agent"\n`
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function read(log: string | Uint8Array, price = unitPerRequest): Promise<Workload> {
  return readAccessLog({ path: '-', price, standardInput: once(typeof log === 'string' ? encoder.encode(log) : log) })
}

async function refusal(reading: Promise<Workload>): Promise<WorkloadError> {
  const error: unknown = await reading.catch((error: unknown) => error)
  if (!(error instanceof WorkloadError)) throw new Error('no WorkloadError', { cause: error })
  expect(error.message).toMatch(/^\P{Cc}+$/u)
  return error
}

describe('a log', () => {
  it('becomes transactions between its clients and its document subtrees', async () => {
    const { transactions } = await read(entry('GET /a/b?c HTTP/1.1') + entry('HEAD /x.html HTTP/1.1'))
    const common = { buyer: '192.0.2.7', price: 1n, atMs: Date.parse('2015-05-17T10:05:03Z') }
    expect(transactions).toEqual([
      { ...common, seller: '/a', item: '/a/b' },
      { ...common, seller: '/', item: '/x.html' },
    ])
  })

  it('counts what it skipped by reason, and every line that is not blank as a request', async () => {
    const workload = await read(
      `${entry('GET /a HTTP/1.1')}\n  \nnonsense\n${entry('OPTIONS * HTTP/1.1')}${entry('GET /b HTTP/1.1', 404)}`,
    )
    expect(workload).toMatchObject({ requests: 4, skipped: { malformed: 1, status: 1, noPath: 1 } })
  })

  it('sells no document by the KiB that would take longer to pay than to fetch, whatever size a line claims', async () => {
    const text = `${entry('GET /a HTTP/1.1')}${entry('GET /b HTTP/1.1', 200, 99_999_999_999_999)}`
    const { transactions, skipped, requests, firstSkipped } = await read(text, unitsPerKib(1n))
    expect([transactions.length, requests, skipped.tooLarge]).toEqual([1, 2, 1])
    expect(firstSkipped).toMatchObject([{ line: 2, reason: 'tooLarge' }])
    expect((await read(text)).transactions.length).toBe(2)
  })

  it('keeps the first five lines that were not understood, with their numbers', async () => {
    const { firstSkipped, skipped } = await read(
      `${entry('GET /a HTTP/1.1')}${entry('GET /b HTTP/1.1', 404)}\n${'nonsense\n'.repeat(7)}`,
    )
    expect(skipped.malformed).toBe(7)
    expect(firstSkipped.map(({ line }) => line)).toEqual([4, 5, 6, 7, 8])
  })

  it('shows a skipped line without what would steer a terminal, and not all of a long one', async () => {
    const { firstSkipped } = await read(`${entry('GET /a HTTP/1.1')}a\u001b[2J\u202eb\n${'x'.repeat(500)}`)
    expect(firstSkipped.map(({ text }) => text)).toEqual(['a\ufffd[2J\ufffdb', `${'x'.repeat(120)}…`])
  })

  it('prices by size where it is told to, and says so', async () => {
    const log = entry('GET /a HTTP/1.1', 200, 1025) + entry('GET /a HTTP/1.1', 200, '-')
    const workload = await readAccessLog({
      path: '-',
      price: unitsPerKib(3n),
      standardInput: once(encoder.encode(log)),
    })
    expect(workload.transactions.map(({ price }) => price)).toEqual([6n, 3n])
    expect(workload.priceRule).toBe('3 units per started KiB')
  })

  it('may be packed', async () => {
    expect(await read(gzipSync(entry('GET /a HTTP/1.1')))).toEqual(await read(entry('GET /a HTTP/1.1')))
  })

  it('counts an over-long line as malformed and goes on behind it', async () => {
    const workload = await read(entry(`GET /${'a'.repeat(200_000)} HTTP/1.1`) + entry('GET /b HTTP/1.1'))
    expect(workload).toMatchObject({ skipped: { malformed: 1 }, transactions: [{ item: '/b' }] })
  })
})

describe('a log that cannot be used', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
  })
  afterAll(async () => rm(folder, { recursive: true }))

  it('is not there', async () => {
    expect(await refusal(readAccessLog({ path: join(folder, 'no\nsuch.log') }))).toMatchObject({ code: 'missing' })
  })

  it('is a directory', async () => {
    expect(await refusal(readAccessLog({ path: folder }))).toMatchObject({ code: 'directory' })
  })

  it('has a path that no system takes', async () => {
    expect(await refusal(readAccessLog({ path: 'a\0b' }))).toMatchObject({ code: 'unreadable' })
  })

  it('is gzip without its end, although lines came out of it', async () => {
    const path = join(folder, 'half.log')
    const whole = gzipSync(entry('GET /a HTTP/1.1').repeat(1000))
    await writeFile(path, whole.subarray(0, -9))
    expect(await refusal(readAccessLog({ path }))).toMatchObject({ code: 'truncatedGzip' })
  })

  it('is damaged gzip', async () => {
    const damaged = gzipSync(entry('GET /a HTTP/1.1'))
    damaged[damaged.length - 5]! ^= 1
    expect(await refusal(read(damaged))).toMatchObject({ code: 'brokenGzip' })
  })

  it.each(['', '\n \r\n\n'])('is as empty as %j', async (log) => {
    expect(await refusal(read(log))).toMatchObject({
      code: 'empty',
      message: 'standard input: nothing in it; give an access log in Common or Combined Log Format, plain or gzip',
    })
  })

  it('has no line to pay for, and the message shows why', async () => {
    const error = await refusal(read(`${entry('GET /a HTTP/1.1', 404)}non\u0007sense\n`))
    expect(error).toMatchObject({ code: 'nothingUsable' })
    expect(error.message).toContain('none of 2 lines')
    expect(error.message).toContain('line 2 reads "non\ufffdsense"')
  })

  it('never hides a fault of the price rule behind a complaint about the log', async () => {
    const price = { text: 'broken', priceOf: () => BigInt(0.5), largestBytes: Infinity }
    const standardInput = once(encoder.encode(entry('GET /a HTTP/1.1')))
    await expect(readAccessLog({ path: '-', price, standardInput })).rejects.toThrow(RangeError)
  })
})

/** 10,000 requests to one real server in May 2015; the project does not carry it. */
const REAL_LOG = fileURLToPath(new URL('../../../shared/traces/apache-2015.log.gz', import.meta.url))

describe.skipIf(!existsSync(REAL_LOG))('the log of 2015 (skipped where ../shared/traces is absent)', () => {
  it('holds 9,171 delivered documents, and no line that is not understood', async () => {
    const { transactions, requests, skipped } = await readAccessLog({ path: REAL_LOG })
    expect([transactions.length, requests, skipped]).toEqual([
      9171,
      10_000,
      { malformed: 0, status: 829, noPath: 0, tooLarge: 0 },
    ])
  })

  it('has no more buyers than clients', async () => {
    expect(buyersOf(await readAccessLog({ path: REAL_LOG })).size).toBeLessThanOrEqual(1753)
  })

  it.each([0n, 1n])('pays each seller what a plain count of the text says, at %i units per KiB', async (perKib) => {
    const expected = new Map<string, bigint>()
    for (const line of gunzipSync(readFileSync(REAL_LOG)).toString('latin1').split('\n')) {
      const fields = line.split(' ')
      if (fields[8] !== '200' && fields[8] !== '206') continue
      const steps = new URL(`http://h/${fields[6]!.replace(/^\/+/, '')}`).pathname.split('/')
      const seller = steps.length > 2 ? `/${steps[1]}` : '/'
      const size = fields[9] === '-' ? 0 : Number(fields[9])
      const units = perKib === 0n ? 1n : BigInt((Math.max(size, 1) + 1023) >> 10)
      expected.set(seller, (expected.get(seller) ?? 0n) + units)
    }
    const source = perKib === 0n ? { path: REAL_LOG } : { path: REAL_LOG, price: unitsPerKib(perKib) }
    expect(revenueBySeller(await readAccessLog(source))).toEqual(expected)
  })
})
