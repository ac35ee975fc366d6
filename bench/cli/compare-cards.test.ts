import { describe, expect, it } from 'vitest'
import type { AppletFactory } from '../../card-applets/applet.ts'
import { createEmulatedCard, type EmulatedCard } from '../../card-applets/emulated-card.ts'
import { purseMacApplet } from '../../card-applets/purse-mac/purse-applet.ts'
import { purseMacModuleApplet } from '../../card-applets/purse-mac/module-applet.ts'
import { freePort } from '../../reader/testing/free-port.ts'
import { PURSE_MAC_COMMANDS } from '../../src/card/purse-mac/purse-commands.ts'
import { PURSE_MAC_MODULE_COMMANDS } from '../../src/card/purse-mac/module-commands.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { comparisonMarkdown } from '../report/comparison/markdown.ts'
import { comparisonSection } from '../report/comparison/page.ts'
import { hostClock } from '../measure/latency.ts'
import { freshBytes } from './full-card.ts'
import { tickbench } from './testing/captured.ts'
import { ownDataFolder } from './testing/own-data-folder.ts'
import { plugIn } from './testing/plug-in.ts'
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

describe('--module-reader', () => {
  const MAC = ['--scheme', 'purse-mac', '--module-reader'] as const
  ownDataFolder()

  it('lets one module play all sellers, and collects it whenever another seller takes it', async () => {
    const lines = ['/a/1', '/', '/a/2', '/a/3'].map((path) => logLine('10.0.0.1', path))
    const { schemes } = await compared(written('module.log', lines.join('\n')), ...MAC, 'emulated:')
    expect(schemes[0]).toMatchObject({
      revenueBySeller: { '/a': '3', '/': '1' },
      apdus: 4 * 4 + 2 + 3 * 2, // purchases, the load, collections from /a, from /, from /a again
    })
  })

  it('names a module in another reader than that of the buyers’ card', async () => {
    const [purse, module] = [await freePort(), await freePort()]
    const readers = ['--reader', `vpicc:${purse}`, '--module-reader', `vpicc:${module}`, '--yes-change-this-card']
    const file = written('two.log', LOG)
    const running = tickbench('compare', file, '--scheme', 'purse-mac', ...readers, '--quiet', '--json')
    const heard = { purse: new Set<number>(), module: new Set<number>() }
    const plugged = [
      await plugIn(purse, listening(purseMacApplet(), heard.purse)),
      await plugIn(module, listening(purseMacModuleApplet(), heard.module)),
    ]
    const { exitCode, out } = await running
    for (const card of plugged) await card.unplug()
    expect(exitCode).toBe(0)
    expect(JSON.parse(out).schemes[0]).toMatchObject({ revenueBySeller: { '/a': '3', '/': '1' } })
    expect([
      heard.purse.has(PURSE_MAC_COMMANDS.debit.ins),
      heard.module.has(PURSE_MAC_MODULE_COMMANDS.endCollection.ins),
    ]).toEqual([true, true])
  })

  it.each([
    ['where nobody has a module', ['--module-reader', 'emulated:'], 'add --scheme purse-mac'],
    ['a module that is to be guessed', [...MAC, 'auto'], 'give emulated:, pcsc:[NAME] or vpicc:PORT'],
    ['a module in the reader of the card', [...MAC, 'pcsc:A', '--reader', 'pcsc:A'], 'name another reader'],
    ['a real one without consent', [...MAC, 'pcsc:B'], 'add --yes-change-this-card'],
  ])('refuses %s', async (_, words, why) => {
    const { exitCode, err } = await tickbench('compare', ...words)
    expect([exitCode, err.trimEnd().split('\n')]).toEqual([2, [expect.stringContaining(why)]])
  })
})

function listening(applet: AppletFactory, heard: Set<number>): EmulatedCard {
  const onExchange = (command: Uint8Array): void => void heard.add(command[1] ?? 0)
  return createEmulatedCard({ applets: [applet], crypto: nodeCrypto('p256'), random: freshBytes, onExchange })
}

describe('card-signature', () => {
  it('pays every seller the same, by one signature of the card and one check by the seller a payment', async () => {
    const { schemes } = await compared(written('signed.log', LOG), '--scheme', 'card-signature')
    expect(schemes[0]).toMatchObject({
      revenueBySeller: { '/a': '3', '/': '1' },
      chainsOpened: 0,
      apdus: 7, // one a payment, and a certificate for each of three pairs of card and seller
      operations: { card: { sign: 4 }, seller: { verify: 4 + 3 }, issuer: { verify: 4 + 2, hash: 4 } }, // payments, and certificates of two cards
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

describe('how ticks are paid and chains are kept', () => {
  const many = Array.from({ length: 40 }, (_, at) => logLine('10.0.0.1', `/a/${at}`)).join('\n')

  it.each([['each'], ['batch:8'], ['open']])('--tick-policy %s pays the same and conserves money', async (policy) => {
    const file = written('policy.log', many)
    const { schemes } = await compared(file, '--scheme', 'cafe-tick', '--tick-policy', policy)
    expect(schemes[0]).toMatchObject({ revenue: '40', chainsOpened: 2 }) // 16 + 32
  })

  it('writes the balance once a chain, not once a tick, where all ticks leave it at open', async () => {
    const file = written('writes.log', many)
    const writes = async (policy: string): Promise<number> => {
      const { schemes } = await compared(file, '--scheme', 'cafe-tick', '--tick-policy', policy)
      return schemes[0]?.operations['card']?.cardWrite ?? 0
    }
    const [each, open] = [await writes('each'), await writes('open')]
    expect(each - open).toBeGreaterThanOrEqual(40)
  })

  // 1 derivation walks a chain of 16; a value kept costs nothing, one made anew from the secret costs its distance
  it.each([
    ['card', 16 + 32],
    ['whole', 16 + 32],
    ['secret', 16 + 32 + sumTo(15) + sumTo(31) - sumTo(7)],
  ])('--chain-kept %s costs the card %i steps for 40 ticks of chains of 16 and 32', async (kept, steps) => {
    const { schemes } = await compared(written('kept.log', many), '--scheme', 'cafe-tick', '--chain-kept', kept)
    expect(schemes[0]?.operations['card']).toMatchObject({ chainStep: steps })
  })

  it('does not make a chain longer because the buyer went elsewhere and came back', async () => {
    const lines = Array.from({ length: 20 }, (_, at) => logLine('10.0.0.1', at % 2 === 0 ? '/a/1' : '/b/1'))
    const { schemes } = await compared(written('visits.log', lines.join('\n')), '--scheme', 'cafe-tick')
    expect(schemes[0]).toMatchObject({ chainsOpened: 20, operations: { card: { chainStep: 20 * 16 } } })
  })
})

function sumTo(n: number): number {
  return (n * (n + 1)) / 2
}

describe('modelled card time', () => {
  it('stands beside the measured time and never in it, split by cause', async () => {
    const { schemes } = await compared(written('timed.log', LOG), '--card-profile', 'jcop4-j3r180')
    const [coupon, tick] = schemes
    expect(coupon?.modelledNs).toBeNull()
    const { mean, byCause, samples, p50, max } = tick?.modelledNs ?? NOTHING
    expect(samples).toBe(4)
    expect(max).toBeGreaterThanOrEqual(p50)
    expect(mean).toBeGreaterThan(1e6) // a card takes milliseconds
    expect(Object.values(byCause).reduce((sum, ns) => sum + ns, 0)).toBeCloseTo(mean, 0)
  })

  it('is a range, in the document and in the text, and says what it rests on', async () => {
    const args = [written('range.log', LOG), '--card-profile', 'jcop4-j3r180', '--suite', 'p256', '--seed', '1']
    const document = await compared(...args)
    const lower = document.schemes[1]?.modelledNs
    const upper = lower?.upper
    if (!lower || !upper) throw new Error('nothing was modelled')
    expect(lower.byCause.dispatch).toBe(0)
    expect(upper.byCause.dispatch).toBeGreaterThan(30e6) // one command at least
    expect(Object.values(upper.byCause).reduce((sum, ns) => sum + ns, 0)).toBeCloseTo(upper.mean, 0)
    expect([upper.mean > lower.mean, upper.p50 > lower.p50]).toEqual([true, true])
    const { out } = await tickbench('compare', ...args)
    expect(out).toMatch(/modelled on jcop4-j3r180, per payment: from the sum of its parts to the most/)
    expect(out).toMatch(/p50 +– +[\d.]+ ms – [\d.]+ ms/)
    expect(document.assumptions.length).toBeGreaterThan(4)
    for (const line of document.assumptions) expect(out).toContain(`\nmodelled ${line}\n`)
    for (const shown of [comparisonSection(document, 1), comparisonMarkdown(document)]) {
      expect(shown).toMatch(/modelled wire: contacts, T=1, clock 4 MHz/)
      expect(shown).toMatch(/[\d.]+ ms – [\d.]+ ms/)
    }
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

  it('is left out by --time off, and then no figure is needed', async () => {
    const file = written('off.log', LOG)
    const document = await compared(file, '--card-profile', 'jcop4-j3r180', '--time', 'off')
    expect(document).toMatchObject({ card: null, time: 'off' })
    expect(document.schemes.map(({ modelledNs }) => modelledNs)).toEqual([null, null])
  })

  it('really passes with --time slept, and stays out of the host time', async () => {
    const args = [written('slept.log', LOG), '--scheme', 'card-signature', '--suite', 'p256', '--card-profile', CARD]
    const start = hostClock()
    const { schemes } = await compared(...args, '--time', 'slept')
    const elapsedNs = Number(hostClock() - start)
    const { modelledNs, hostNs } = schemes[0] ?? {}
    expect(elapsedNs).toBeGreaterThan(4 * (modelledNs?.mean ?? Infinity) - 1e6)
    expect(hostNs?.p50).toBeLessThan(elapsedNs / 4) // waited for the card, not worked
    expect(modelledNs).toEqual((await compared(...args)).schemes[0]?.modelledNs)
  })

  it('refuses to sleep as no card, and to model a card that was never measured so, at once', async () => {
    const nobody = await tickbench('compare', '--time', 'slept', '--suite', 'ed25519')
    expect(nobody.err).toMatch(/^tickbench: --time slept: no modelled card for suite ed25519/)
    const unmeasured = await tickbench(
      'compare',
      '--suite',
      'ed25519',
      '--card-profile',
      'jcop4-j3r180',
      '--reader',
      'emulated:',
    )
    expect(unmeasured).toMatchObject({ exitCode: 2, out: '' })
    expect(unmeasured.err).toMatch(/never measured doing sign/)
  })

  it.each([
    [
      'a profile without a figure',
      ['--suite', 'ed25519', '--card-profile', 'jcop4-j3r180'],
      /never measured doing sign/,
    ],
    ['a card without its issuer', ['--card-image', 'my.card'], /--card-image needs --issuer/],
    ['a page that cannot be written', ['--report', '/nowhere/page.html'], /cannot be written/],
  ])('names %s before the log is read', async (_what, words, line) => {
    const { exitCode, err } = await tickbench('compare', '/nowhere/access.log', ...words)
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: expect.stringMatching(line) as string })
  })
})

const CARD = 'jcop4-j3r180:contactless-106'
const NOTHING = { mean: 0, byCause: {}, samples: 0, p50: 0, max: 0 }
