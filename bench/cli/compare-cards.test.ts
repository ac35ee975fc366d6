import { describe, expect, it } from 'vitest'
import { compared, LOG, logLine, testFolder } from './testing/small-log.ts'

const written = testFolder()

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
