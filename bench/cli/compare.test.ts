import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CompareDocument } from '../compare/document.ts'
import { tickbench } from './testing/captured.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'compare-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A log line of 2,500 bytes answered with `status`. */
function logLine(buyer: string, path: string, status = 200): string {
  return `${buyer} - - [17/May/2015:10:05:03 +0000] "GET ${path} HTTP/1.1" ${status} 2500 "-" "agent"`
}

const LOG = [
  logLine('10.0.0.1', '/a/1'),
  logLine('10.0.0.1', '/a/2'),
  logLine('10.0.0.2', '/a/1'),
  logLine('10.0.0.2', '/top.html'),
  logLine('10.0.0.1', '/a/1', 404),
  'this is no log line',
].join('\n')

function written(name: string, content: string | Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

/** What a seed decides, without the clock's share. */
function exact({ schemes }: CompareDocument): unknown {
  return schemes.map(({ operations, messages, bytes }) => ({ operations, messages, bytes }))
}

async function compared(...args: readonly string[]): Promise<CompareDocument> {
  const { exitCode, out, err } = await tickbench('compare', ...args, '--reader', 'emulated:', '--json')
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  return JSON.parse(out) as CompareDocument
}

describe('tickbench compare --json', () => {
  it('gives one document: the trace, then each scheme with equal revenue per seller', async () => {
    const document = await compared(written('access.log', LOG))
    expect(document).toMatchObject({
      schema: 'tickbench.compare/1',
      holds: true,
      trace: { requests: 6, transactions: 4, buyers: 2, sellers: 2, skipped: { malformed: 1, status: 1 } },
    })
    expect(document.schemes.map(({ name }) => name)).toEqual(['ikp-coupon', 'cafe-tick'])
    for (const scheme of document.schemes) {
      expect(scheme).toMatchObject({ payments: 4, revenue: '4', revenueBySeller: { '/a': '3', '/': '1' } })
      expect(scheme.checks.every((check) => check.holds)).toBe(true)
      expect(scheme.hostNs.samples).toBe(4)
    }
  })

  it('counts exactly: one chain step a payment at the seller, one signature a chain on the card', async () => {
    const { schemes } = await compared(written('counted.log', LOG))
    const [coupon, tick] = schemes
    expect(coupon?.operations).toMatchObject({
      seller: { chainStep: 4, sign: 9 }, // two at opening and one at clearing, for three chains
      buyer: { chainStep: 48, encrypt: 3, sign: 3 },
      acquirer: { chainStep: 4, decrypt: 3 },
    })
    expect(tick?.operations).toMatchObject({ seller: { chainStep: 4 }, card: { sign: 3 }, issuer: { chainStep: 4 } })
    expect(coupon?.apdus).toBe(0)
    expect(tick?.apdus).toBeGreaterThan(4)
  })

  it('prices by size, reads gzip, and repeats itself for the same seed', async () => {
    const file = written('access.log.gz', gzipSync(LOG))
    const first = await compared(file, '--price-per-kib', '2', '--seed', '9')
    expect(first.schemes.map(({ revenue }) => revenue)).toEqual(['24', '24'])
    const again = await compared(file, '--price-per-kib', '2', '--seed', '9')
    expect(exact(again)).toEqual(exact(first))
  })

  it('tops up: payments longer than a chain open the next one', async () => {
    const file = written('many.log', Array.from({ length: 40 }, (_, at) => logLine('10.0.0.1', `/a/${at}`)).join('\n'))
    const { schemes } = await compared(file, '--chain-length', '4')
    expect(schemes.map(({ chainsOpened }) => chainsOpened)).toEqual([4, 4]) // 4 + 8 + 16 + 32
  })

  it('serves all buyers with one card where there is only one', async () => {
    const { schemes } = await compared(written('one.log', LOG), '--one-card')
    expect(schemes.map(({ revenue }) => revenue)).toEqual(['4', '4'])
  })

  it('runs a single scheme', async () => {
    const { schemes } = await compared(written('single.log', LOG), '--scheme', 'cafe-tick')
    expect(schemes.map(({ name }) => name)).toEqual(['cafe-tick'])
  })
})

describe('purse-mac', () => {
  it('pays every seller the same by collections, with four MACs of the purse and five of the module a purchase', async () => {
    const { schemes } = await compared(written('maced.log', LOG), '--scheme', 'purse-mac')
    expect(schemes[0]).toMatchObject({
      revenueBySeller: { '/a': '3', '/': '1' },
      apdus: 4 * 4 + 2 * 2 + 2 * 2, // purchases, one load for each of two purses, one collection of each of two modules
      operations: {
        card: { mac: 4 * 4 + 2 * 4 },
        seller: { mac: 4 * 5 + 2 * 2, hash: 4 },
        issuer: { hash: 4 },
      },
    })
  })

  it('plays all buyers with one purse, and collects when the hold of the first purchase ends', async () => {
    const lines = [logLine('10.0.0.1', '/a/1'), logLine('10.0.0.2', '/a/2').replace('17/May', '27/May')]
    const file = written('collected.log', lines.join('\n'))
    const { schemes } = await compared(file, '--scheme', 'purse-mac', '--one-card')
    expect(schemes[0]).toMatchObject({ revenue: '2', apdus: 2 * 4 + 2 + 2 * 2 })
  })
})

describe('card-signature', () => {
  it('pays every seller the same, by one signature of the card and one check by the seller a payment', async () => {
    const { schemes } = await compared(written('signed.log', LOG), '--scheme', 'card-signature')
    expect(schemes[0]).toMatchObject({
      revenueBySeller: { '/a': '3', '/': '1' },
      chainsOpened: 0,
      apdus: 7, // one a payment, and a certificate for each of three pairs of card and seller
      operations: { card: { sign: 4 }, seller: { verify: 4 + 3 }, issuer: { verify: 2 * 4, hash: 4 } },
    })
  })

  it.each([['p256'], ['rsa2048']])('holds with keys of suite %s', async (suite) => {
    await compared(written('suites.log', LOG), '--scheme', 'card-signature', '--suite', suite)
  })

  it('plays all buyers with one card', async () => {
    const { schemes } = await compared(written('signed-one.log', LOG), '--scheme', 'card-signature', '--one-card')
    expect(schemes[0]).toMatchObject({ revenueBySeller: { '/a': '3', '/': '1' } })
  })
})

describe('variants of the hardware-free scheme', () => {
  it.each([
    ['1kp', ['--ikp', '1kp', '--clear-proof', 'maced']],
    ['2kp', ['--ikp', '2kp']],
    ['3kp', ['--ikp', '3kp']],
    ['P-256', ['--suite', 'p256']],
    ['RSA with SHA-1, labelled 1996', ['--suite', '1996']],
    ['noble', ['--engine', 'noble']],
    ['a claim for every second coupon, for a fee', ['--clear-policy', 'coupons:2', '--fee', '1:50']],
    ['unsigned claims', ['--clear-proof', 'unsigned']],
  ])('%s gives every seller the same revenue', async (_name, options) => {
    const { schemes } = await compared(written('variant.log', LOG), '--scheme', 'ikp-coupon', ...options)
    expect(schemes[0]).toMatchObject({ revenueBySeller: { '/a': '3', '/': '1' } })
  })

  it.each(['ikp-broker', 'ikp-auto'] as const)('%s pays every seller the same, through the broker', async (scheme) => {
    const { schemes } = await compared(written('broker.log', LOG), '--scheme', scheme)
    expect(schemes[0]).toMatchObject({ name: scheme, revenueBySeller: { '/a': '3', '/': '1' } })
    expect(schemes[0]?.operations['broker']?.chainStep).toBeGreaterThan(0)
  })

  it('opens a chain for a pair that keeps buying, and says so, in ikp-auto', async () => {
    const many = Array.from({ length: 12 }, (_, at) => logLine('10.0.0.1', `/a/${at}`)).join('\n')
    const { schemes } = await compared(written('auto.log', many), '--scheme', 'ikp-auto')
    expect(schemes[0]).toMatchObject({ payments: 12, revenue: '12', chainsOpened: 3 })
    expect(schemes[0]?.notes[0]).toMatch(/^rule: the first 2 purchases/)
  })

  it('pays each transaction by a whole iKP run where that is asked for, as table 1.9 counts it', async () => {
    const { schemes } = await compared(written('macro.log', LOG), '--scheme', 'ikp-macro')
    expect(schemes[0]).toMatchObject({
      revenue: '4',
      messages: 24,
      operations: { buyer: { encrypt: 4, sign: 4 }, seller: { sign: 8 }, acquirer: { decrypt: 4, sign: 4 } },
    })
  })
})

describe('modelled card time', () => {
  it('stands beside the measured time and never in it, split by cause', async () => {
    const { schemes } = await compared(written('timed.log', LOG), '--card-profile', 'jcop4-j3r180', '--suite', 'p256')
    const [coupon, tick] = schemes
    expect(coupon?.modelledNs).toBeNull()
    const { mean, byCause } = tick?.modelledNs ?? { mean: 0, byCause: {} }
    expect(mean).toBeGreaterThan(1e6) // a card takes milliseconds
    expect(Object.values(byCause).reduce((sum, ns) => sum + ns, 0)).toBeCloseTo(mean, 0)
  })

  it('is the same in every run', async () => {
    const args = [
      written('again.log', LOG),
      '--card-profile',
      'jcop4-j3r180:contactless-106',
      '--suite',
      'p256',
    ] as const
    const [first, second] = [await compared(...args), await compared(...args)]
    expect(second.schemes[1]?.modelledNs).toEqual(first.schemes[1]?.modelledNs)
  })
})

describe('tickbench compare for people', () => {
  it('prints the table, its regimes, the checks and how to repeat it', async () => {
    const { exitCode, out } = await tickbench('compare', written('table.log', LOG), '--reader', 'emulated:')
    expect(exitCode).toBe(0)
    for (const words of [
      'counted, per payment',
      'measured on this host',
      'who carries which risk',
      'line 6, malformed',
    ]) {
      expect(out).toContain(words)
    }
    expect(out).toMatch(/^Repeat {2}tickbench compare \S*table\.log --reader emulated: --seed 1$/m)
  })

  it('writes a self-contained page in which text from the log stays text', async () => {
    const log = `${LOG}\n${logLine('10.0.0.9', '/<script>alert(1)</script>/x')}`
    const page = join(folder, 'page.html')
    await tickbench('compare', written('hostile.log', log), '--reader', 'emulated:', '--html', page)
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('counted, per payment')
    expect(html).not.toContain('<script')
    expect(html).not.toMatch(/(src|href)=/)
  })
})

describe('errors are one line with what to do next, and exit code 2', () => {
  it.each([
    ['a file that is not there', ['compare', '/nowhere/access.log']],
    ['a folder', ['compare', tmpdir()]],
    ['standard input from a terminal', ['compare', '-']],
    ['a reader that is none', ['compare', '--reader', 'usb']],
    ['a real card without consent', ['compare', '--reader', 'pcsc:']],
    ['a reader that holds no purse', ['compare', '--reader', 'hid:']],
    ['a seed that is no number', ['compare', '--seed', 'x']],
    ['a price of nothing', ['compare', '--price-per-kib', '0']],
    ['a scheme that is none', ['compare', '--scheme', 'gold']],
    ['signed claims of sellers without keys', ['compare', '--ikp', '1kp']],
    ['a suite that the engine lacks', ['compare', '--suite', 'rsa2048', '--engine', 'noble']],
    ['a clear policy that is none', ['compare', '--clear-policy', 'never']],
    ['a card profile that is none', ['compare', '--card-profile', 'gold']],
    ['a card that was never measured with Ed25519', ['compare', '--card-profile', 'jcop4-j3r180']],
    ['an option that is none', ['compare', '--speed']],
    ['a verb that is none', ['comprae']],
  ])('%s', async (_name, args) => {
    const { exitCode, out, err } = await tickbench(...args)
    expect(exitCode).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(/^tickbench: .+\n/)
    expect(err).not.toContain('    at ')
  })

  it('a log without one usable line', async () => {
    const { exitCode, err } = await tickbench('compare', written('bad.log', 'nothing\nhere\n'))
    expect(exitCode).toBe(2)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })
})

it('teaches: help names the examples and the exit codes', async () => {
  const main = await tickbench('--help')
  expect(main.exitCode).toBe(0)
  expect(main.out).toContain('70  a fault of tickbench')
  expect((await tickbench('compare', '--help')).out).toContain('Examples:')
})

const TRACE = resolve(import.meta.dirname, '../../../shared/traces/apache-2015.log.gz')

/** Nine thousand payments, on a machine that may be busy otherwise. */
const A_LONG_RUN_MS = 600_000

describe.skipIf(!existsSync(TRACE))(
  'the real log of 2015 (skipped where ../shared is absent)',
  { timeout: A_LONG_RUN_MS },
  () => {
    it('pays 9,171 transactions of at most 1,753 clients with the same revenue for every seller in both schemes', async () => {
      const { trace, schemes } = await compared(TRACE)
      expect(trace.transactions).toBe(9171)
      expect(trace.buyers).toBeLessThanOrEqual(1753)
      const [coupon, tick] = schemes
      expect(coupon?.revenue).toBe('9171')
      expect(tick?.revenueBySeller).toEqual(coupon?.revenueBySeller)
    })

    it('pays the same by coupons, through the broker, and by the choice between the two', async () => {
      const { schemes } = await compared(
        TRACE,
        '--scheme',
        'ikp-coupon',
        '--scheme',
        'ikp-broker',
        '--scheme',
        'ikp-auto',
      )
      for (const { revenueBySeller } of schemes) expect(revenueBySeller).toEqual(schemes[0]?.revenueBySeller)
      expect(schemes.map(({ revenue }) => revenue)).toEqual(['9171', '9171', '9171'])
    })
  },
)
