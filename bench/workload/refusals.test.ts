import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAccessLog } from './access-log.ts'
import { unitsPerKib } from './price.ts'
import { entry, read, refusal } from './testing/read-log.ts'

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

  it.each(['', '\n \r\n\n', '#Version: 1.0\n'])('is as empty as %j', async (log) => {
    expect(await refusal(read(log))).toMatchObject({
      code: 'empty',
      message: expect.stringMatching(/^standard input: nothing in it; give an access log: Common/),
    })
  })

  it.each([
    [entry('GET /a HTTP/1.1', 404), '1 not answered 200 or 206', 'give a log in which documents were delivered'],
    [entry('HEAD /a HTTP/1.1'), '1 of HEAD, OPTIONS, TRACE or CONNECT', 'give a log in which documents were asked for'],
    [entry('-'), '1 without a path', 'give the log of a server that was asked for documents'],
    [
      entry('GET /a HTTP/1.1').replace('192.0.2.7', '10.0.0.1 192.0.2.7'),
      '1 not understood',
      '2 parties in front of the time, and no telling which is the client; try: tickbench compare --client-field 2 -',
    ],
  ])('has no line to pay for, and the advice fits: %s', async (log, reason, advice) => {
    const { message, code } = await refusal(read(log))
    expect(code).toBe('nothingUsable')
    const shown = `line 1 reads "${log.trimEnd()}"`
    expect(message).toBe(`standard input: none of 1 line can be paid for: ${reason}; ${shown}; ${advice}`)
  })

  it('shows of several reasons those that there are, and the line of the most frequent', async () => {
    const { message } = await refusal(read(`${entry('GET /a HTTP/1.1', 404)}${'non\u0007sense\n'.repeat(2)}`))
    expect(message).toContain(
      'none of 3 lines can be paid for: 2 not understood, 1 not answered 200 or 206; line 2 reads "non\ufffdsense"',
    )
  })

  it('is too large to be sold by the KiB, and the advice fits', async () => {
    const { message } = await refusal(read(entry('GET /a HTTP/1.1', 200, 99_999_999_999_999), unitsPerKib(1n)))
    expect(message).toMatch(/1 too large to be sold by the KiB; .*; leave out --price-per-kib$/)
  })

  it('has no sizes, and is to be sold by the KiB', async () => {
    const log = '#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2015-05-17 10:05:03 192.0.2.7 GET /a 200\n'
    expect(await refusal(read(log, unitsPerKib(1n)))).toMatchObject({ code: 'noSizes' })
    expect((await read(log)).transactions.length).toBe(1)
  })

  it('is packed in a way that is named, with the command that unpacks it', async () => {
    const path = join(folder, 'a log.bz2')
    await writeFile(path, 'BZh91AY&SY')
    const { code, message } = await refusal(readAccessLog({ path }))
    expect(code).toBe('packedOtherwise')
    expect(message).toBe(`${path}: bzip2, not a log as text; unpack it: bzcat '${path}' | tickbench compare -`)
    const inside = join(folder, 'twice.gz')
    await writeFile(inside, gzipSync(gzipSync('a')))
    expect((await refusal(readAccessLog({ path: inside }))).message).toContain(`zcat ${inside} | zcat | tickbench`)
  })

  it('goes on with something packed, which would be half of it', async () => {
    const xz = Buffer.concat([
      Buffer.from(entry('GET /a HTTP/1.1')),
      Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]),
    ])
    expect(await refusal(read(xz))).toMatchObject({ code: 'packedOtherwise' })
  })

  it('may be Brotli, which has no mark but the name of its file', async () => {
    const path = join(folder, 'access.log.br')
    await writeFile(path, brotliCompressSync(entry('GET /a HTTP/1.1').repeat(9)))
    expect((await refusal(readAccessLog({ path }))).message).toContain(
      `unpack it: brotli -dc ${path} | tickbench compare -`,
    )
  })

  it('never hides a fault of the price rule behind a complaint about the log', async () => {
    const price = { text: 'broken', priceOf: () => BigInt(0.5), isBySize: false, largestBytes: Infinity }
    await expect(read(entry('GET /a HTTP/1.1'), price)).rejects.toThrow(RangeError)
  })
})
