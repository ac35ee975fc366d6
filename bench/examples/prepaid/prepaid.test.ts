// The example scheme joins by one line in the list, and is then in the comparison, on the command line, in the report
// and before the judge, like any other.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { tickbench } from '../../cli/testing/captured.ts'
import type { CompareDocument } from '../../compare/document.ts'
import { takeOrder, type PrepaidAccount } from './bank.ts'
import { maced, orderLayout, receiptLayout } from './messages.ts'

// The one line.
vi.mock(import('../../scheme/schemes.ts'), async (original) => {
  const { prepaid } = await import('./scheme.ts')
  return { SCHEMES: [...(await original()).SCHEMES, prepaid] }
})

const folder = mkdtempSync(join(tmpdir(), 'prepaid-'))
afterAll(() => rmSync(folder, { recursive: true }))
const ARGS = ['compare', '--payments', '60', '--reader', 'emulated:', '--scheme', 'prepaid-account']

describe('a scheme that was added by one line', () => {
  it('is offered on the command line', async () => {
    const { out } = await tickbench('compare', '--help')
    expect(out.replaceAll(/\s+/g, ' ')).toContain('card-signature, prepaid-account')
  })

  it('runs beside the others, agrees with the log, and is judged by its own judge', async () => {
    const { exitCode, out } = await tickbench(...ARGS, '--scheme', 'ikp-coupon', '--json')
    expect(exitCode).toBe(0)
    const { schemes, policy } = JSON.parse(out) as CompareDocument
    const [own, coupon] = schemes
    expect(own).toMatchObject({ name: 'prepaid-account', revenue: coupon?.revenue, payments: coupon?.payments })
    expect(own?.checks.map(({ name, holds }) => [name, holds])).toEqual([
      ['every micro-transaction was paid', true],
      ['revenue agrees with the log, seller by seller', true],
      ['what was loaded is on accounts or with sellers', true],
      ['who holds the keys finds the same claims in the stored orders', true],
      ['operations counted are those of the formulas', true],
    ])
    expect(policy).toContain('prepaid-account: every payment is claimed at once')
  })

  it('is in the table, with its bank in the back office, and in the report with a cost curve', async () => {
    const page = join(folder, 'page.html')
    const { exitCode, out } = await tickbench(...ARGS, '--report', page)
    expect(exitCode).toBe(0)
    expect(out).toMatch(/MACs\s+1 \/ 1 \/ 2\s/)
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('prepaid-account')
    expect(html).toContain('prepaid account</text>')
  })
})

describe('the bank', () => {
  const crypto = nodeCrypto('ed25519')
  const [key, sellerKey] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const account: PrepaidAccount = { key, balance: 10n, number: 4 }
  const order = { account: 'a', seller: '/s', number: 5, units: 10n }

  it('pays once, and never more than there is', () => {
    const said = maced(crypto, key, orderLayout, order)
    const [next, outcome] = takeOrder(crypto, sellerKey, account, said)
    expect(next).toMatchObject({ balance: 0n, number: 5 })
    expect(outcome).toMatchObject({ ok: true, value: maced(crypto, sellerKey, receiptLayout, order) })
    expect(takeOrder(crypto, sellerKey, next, said)).toEqual([next, { ok: false, refused: 'numberUsed' }])
    const dear = maced(crypto, key, orderLayout, { ...order, units: 11n })
    expect(takeOrder(crypto, sellerKey, account, dear)).toEqual([account, { ok: false, refused: 'balanceTooLow' }])
  })

  it('refuses what the holder did not order, a receipt in place of an order included', () => {
    for (const said of [maced(crypto, sellerKey, orderLayout, order), maced(crypto, key, receiptLayout, order)]) {
      expect(takeOrder(crypto, sellerKey, account, said)).toEqual([account, { ok: false, refused: 'macWrong' }])
    }
  })
})
