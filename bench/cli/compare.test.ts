import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { CompareDocument } from '../compare/document.ts'
import { tickbench } from './testing/captured.ts'
import { compared, LOG, logLine, testFolder } from './testing/small-log.ts'

const written = testFolder()

/** What a seed decides, without the clock's share. */
function exact({ schemes }: CompareDocument): unknown {
  return schemes.map(({ operations, messages, bytes }) => ({ operations, messages, bytes }))
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

  it.each(['ikp-broker', 'ikp-auto'] as const)('%s pays for a large document in several tokens', async (scheme) => {
    const file = written('large.log', logLine('10.0.0.1', '/a/1').replace(' 2500 ', ' 3000000 '))
    const { schemes } = await compared(file, '--scheme', scheme, '--price-per-kib', '1')
    expect(schemes[0]).toMatchObject({ payments: 1, revenue: '2930' })
  })

  it('opens a chain for a pair that keeps buying, and says so, in ikp-auto', async () => {
    const many = Array.from({ length: 12 }, (_, at) => logLine('10.0.0.1', `/a/${at}`)).join('\n')
    const { schemes } = await compared(written('auto.log', many), '--scheme', 'ikp-auto')
    expect(schemes[0]).toMatchObject({ payments: 12, revenue: '12', chainsOpened: 3 })
    expect(schemes[0]?.notes[0]).toMatch(/^rule: the first 2 purchases/)
  })

  it('pays each transaction by a whole iKP run where that is asked for, as ikp/SPEC.md 6 counts it', async () => {
    const { schemes } = await compared(written('macro.log', LOG), '--scheme', 'ikp-macro')
    expect(schemes[0]).toMatchObject({
      revenue: '4',
      messages: 24,
      operations: { buyer: { encrypt: 4, sign: 4 }, seller: { sign: 8 }, acquirer: { decrypt: 4, sign: 4 } },
    })
  })
})

describe('tickbench compare for people', () => {
  it('counts one thing as one', async () => {
    const { out } = await tickbench('compare', written('one.log', logLine('10.0.0.1', '/a/1')), '--reader', 'emulated:')
    expect(out).toContain(': 1 micro-transaction · 1 buyer · 1 seller\n')
  })

  it('prints the table, its regimes, the checks and how to repeat it', async () => {
    const { exitCode, out } = await tickbench('compare', written('table.log', LOG), '--reader', 'emulated:')
    expect(exitCode).toBe(0)
    for (const words of [
      'counted, per payment',
      'measured on this host',
      'who carries which risk',
      'line 6: this is no log line',
    ]) {
      expect(out).toContain(words)
    }
    expect(out).toMatch(/^Repeat {2}tickbench compare \S*table\.log --reader emulated: --seed 1$/m)
  })

  it('writes a self-contained page in which text from the log stays text', async () => {
    const log = `${LOG}\n${logLine('10.0.0.9', '/<script>alert(1)</script>/x')}`
    const page = written('page.html')
    await tickbench('compare', written('hostile.log', log), '--reader', 'emulated:', '--report', page)
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('counted, per payment')
    expect(html).not.toContain('<script')
    expect(html).not.toMatch(/(src|href)="(?!#|data:,")/)
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
    ['a page that cannot be written, before anything runs', ['compare', '--report', '/nowhere/page.html']],
    ['a page that is a folder, before anything runs', ['compare', '--report', '/']],
    ['a page without a name, before anything runs', ['compare', '--report', '']],
    ['a page in a folder that is not there, before anything runs', ['compare', '--report', 'no-such-folder/']],
    ['a page of too long a name, before anything runs', ['compare', '--report', 'x'.repeat(300)]],
    ['a scheme that is none', ['compare', '--scheme', 'gold']],
    ['signed claims of sellers without keys', ['compare', '--ikp', '1kp']],
    ['a suite that the engine lacks', ['compare', '--suite', 'rsa2048', '--engine', 'noble']],
    ['a clear policy that is none', ['compare', '--clear-policy', 'never']],
    ['a card profile that is none', ['compare', '--card-profile', 'gold']],
    [
      'a card that was never measured with Ed25519',
      ['compare', '--card-profile', 'jcop4-j3r180', '--suite', 'ed25519'],
    ],
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
