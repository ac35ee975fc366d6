import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { buyersOf } from './micro-transaction.ts'
import { unitsPerKib } from './price.ts'
import { entry, read } from './testing/read-log.ts'

describe('a log', () => {
  it('becomes transactions between its clients and its document subtrees', async () => {
    const { transactions } = await read(entry('GET /a/b?c HTTP/1.1') + entry('POST /x.html HTTP/1.1'))
    const common = { buyer: '192.0.2.7', price: 1n, atMs: Date.parse('2015-05-17T10:05:03Z') }
    expect(transactions).toEqual([
      { ...common, seller: '/a', item: '/a/b' },
      { ...common, seller: '/', item: '/x.html' },
    ])
  })

  it('counts what it skipped by reason, and every line that is not blank as a request', async () => {
    const workload = await read(
      `${entry('GET /a HTTP/1.1')}\n  \nnonsense\n${entry('-')}${entry('GET /b HTTP/1.1', 404)}`,
    )
    expect(workload).toMatchObject({ requests: 4, skipped: { malformed: 1, status: 1, noPath: 1, noProduct: 0 } })
  })

  it.each(['HEAD /a', 'OPTIONS /a', 'OPTIONS *', 'TRACE /a', 'CONNECT h.example:443'])(
    'sells nothing for %s',
    async (asked) => {
      const workload = await read(
        `${entry('GET /a HTTP/1.1')}${entry(`${asked} HTTP/1.1`)}${entry(`${asked} HTTP/1.1`, 404)}`,
      )
      expect(workload).toMatchObject({ requests: 3, skipped: { noProduct: 1, status: 1, noPath: 0 } })
    },
  )

  it('says status rather than noPath, as for a connection that timed out', async () => {
    const { skipped } = await read(`${entry('GET /a HTTP/1.1')}${entry('-', 408)}`)
    expect(skipped).toMatchObject({ status: 1, noPath: 0 })
  })

  it('does not take names that would steer a terminal', async () => {
    const { skipped, skippedKinds } = await read(
      `${entry('GET /a HTTP/1.1')}${entry('GET /a\u009bb HTTP/1.1')}${entry('GET /a HTTP/1.1').replace('192', '192\u001b[2J')}`,
    )
    expect(skipped.malformed).toBe(2)
    expect(skippedKinds.map(({ kind }) => kind)).toContain('a control character, or half a character, in a name')
  })

  it('sells no document by the KiB that would take longer to pay than to fetch, whatever size a line claims', async () => {
    const text = `${entry('GET /a HTTP/1.1')}${entry('GET /b HTTP/1.1', 200, 99_999_999_999_999)}`
    const { transactions, skipped, requests, skippedKinds } = await read(text, unitsPerKib(1n))
    expect([transactions.length, requests, skipped.tooLarge]).toEqual([1, 2, 1])
    expect(skippedKinds).toMatchObject([{ firstLine: 2, lines: 1, reason: 'tooLarge' }])
    expect((await read(text)).transactions.length).toBe(2)
  })

  it('keeps of each kind that it did not understand the number and the first line, most lines first', async () => {
    const twoParties = entry('GET /a HTTP/1.1').replace('192.0.2.7', '10.0.0.1 192.0.2.7')
    const { skippedKinds, skipped } = await read(
      `${entry('GET /a HTTP/1.1')}${twoParties}${entry('GET /b HTTP/1.1', 404)}\n${'nonsense\n'.repeat(7)}`,
    )
    expect(skipped.malformed).toBe(8)
    expect(skippedKinds).toEqual([
      {
        reason: 'malformed',
        kind: 'no time such as [17/May/2015:10:05:03 +0000] in it',
        lines: 7,
        firstLine: 5,
        text: 'nonsense',
        cure: null,
      },
      {
        reason: 'malformed',
        kind: '2 parties in front of the time, and no telling which is the client',
        lines: 1,
        firstLine: 2,
        text: twoParties.trimEnd(),
        cure: 'tickbench compare --client-field 2 -',
      },
    ])
  })

  it('shows a skipped line without what would steer a terminal, and not all of a long one', async () => {
    const { skippedKinds } = await read(`${entry('GET /a HTTP/1.1')}a\u001b[2J\u202eb\n`)
    expect(skippedKinds.map(({ text }) => text)).toEqual(['a\ufffd[2J\ufffdb'])
    const long = await read(`${entry('GET /a HTTP/1.1')}${'x'.repeat(500)}\n`)
    expect(long.skippedKinds.map(({ text }) => text)).toEqual([`${'x'.repeat(120)}…`])
  })

  it('prices by size where it is told to, and says so', async () => {
    const log = entry('GET /a HTTP/1.1', 200, 1025) + entry('GET /a HTTP/1.1', 200, '-')
    const workload = await read(log, unitsPerKib(3n))
    expect(workload.transactions.map(({ price }) => price)).toEqual([6n, 3n])
    expect(workload.priceRule).toBe('3 units per started KiB')
  })

  it('may be packed', async () => {
    const [packed, plain] = [await read(gzipSync(entry('GET /a HTTP/1.1'))), await read(entry('GET /a HTTP/1.1'))]
    expect({ ...packed, reading: undefined }).toEqual({ ...plain, reading: undefined })
    expect(packed.reading?.input.packing).toBe('gzip')
  })

  it('says of which form it is, which field is the client, and which bytes were read', async () => {
    const log = `${entry('GET /a HTTP/1.1').repeat(2)}www.example.org:80 ${entry('GET /a HTTP/1.1')}`
    const { reading } = await read(log)
    expect(reading).toEqual({
      form: 'Combined Log Format',
      client: 'field 1 (%h)',
      forms: [
        { form: 'Combined Log Format', client: 'field 1 (%h)', lines: 2 },
        { form: 'virtual host, then Combined Log Format', client: 'field 2 (%h)', lines: 1 },
      ],
      input: {
        name: 'standard input',
        bytes: log.length,
        sha256: createHash('sha256').update(log).digest('hex'),
        packing: 'plain',
        trailingBytes: 0,
      },
      rule: expect.stringContaining('answered 200 or 206'),
    })
  })

  it('has digests of all that was given, also of what stands behind gzip', async () => {
    const given = Buffer.concat([gzipSync(entry('GET /a HTTP/1.1')), Buffer.from('garbage')])
    const { reading } = await read(given)
    const sha256 = createHash('sha256').update(given).digest('hex')
    expect(reading?.input).toMatchObject({ bytes: given.length, sha256, trailingBytes: 7 })
  })

  it('has the same buyers with a virtual host in front, and sellers of that site', async () => {
    const bare = ['192.0.2.1', '192.0.2.2', 'dial-in.host.example', '2001:db8::1', '::ffff:192.0.2.1', '-'].map(
      (client) => entry('GET /a/b HTTP/1.1').replace('192.0.2.7', client),
    )
    const [plain, hosted] = [
      await read(bare.join('')),
      await read(bare.map((line) => `www.example.org:443 ${line}`).join('')),
    ]
    expect(buyersOf(plain).size).toBe(5)
    expect(buyersOf(hosted)).toEqual(buyersOf(plain))
    const prefixed = plain.transactions.map((each) => {
      return { ...each, seller: `www.example.org${each.seller}`, item: `www.example.org${each.item}` }
    })
    expect(hosted.transactions).toEqual(prefixed)
  })

  it('keeps names apart that are not UTF-8, and from what only looks like their bytes', async () => {
    const names = ['caf\u00e9', 'caf\u00e8', String.raw`caf\xe9`].map((name) => entry(`GET /${name}/x HTTP/1.1`))
    const { transactions } = await read(Buffer.from(names.join(''), 'latin1'))
    expect(new Set(transactions.map(({ seller }) => seller)).size).toBe(3)
  })

  it('counts an over-long line as malformed and goes on behind it', async () => {
    const workload = await read(entry(`GET /${'a'.repeat(200_000)} HTTP/1.1`) + entry('GET /b HTTP/1.1'))
    expect(workload).toMatchObject({ skipped: { malformed: 1 }, transactions: [{ item: '/b' }] })
  })
})
