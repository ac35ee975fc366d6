// Tokens of other makers as cards that sign payments: the same workload must earn the same, and a token that somebody
// brought is never pressed.

import { afterEach, describe, expect, it, vi } from 'vitest'
import { createEmulatedCard, type EmulatedCard } from '../../card-applets/emulated-card.ts'
import { openPgpApplet } from '../../card-applets/openpgp/openpgp-applet.ts'
import { pivApplet } from '../../card-applets/piv/piv-applet.ts'
import type { PluggedCard } from '../../reader/serve/vpcd.ts'
import { freePort } from '../../reader/testing/free-port.ts'
import { printHex } from '../../src/bytes/hex.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import type { CompareDocument } from '../compare/document.ts'
import { freshBytes } from './full-card.ts'
import { tickbench, type Captured } from './testing/captured.ts'
import { plugIn } from './testing/plug-in.ts'

const RUN = ['compare', '--scheme', 'card-signature', '--payments', '60', '--quiet', '--json'] as const

function figuresOf({ out }: Captured): unknown {
  const { holds, schemes }: CompareDocument = JSON.parse(out)
  const [scheme] = schemes
  return { holds, revenue: scheme?.revenueBySeller, signed: scheme?.operations['card']?.sign }
}

describe('card-signature with tokens of other makers', () => {
  it.each([
    ['piv', 'p256'],
    ['piv', 'rsa2048'],
    ['openpgp-authenticate', 'p256'],
    ['openpgp-authenticate', 'rsa2048'],
    ['openpgp-sign', 'p256'],
    ['u2f', 'p256'],
  ])('earns with %s and %s keys what the applet made for it earns', async (signer, suite) => {
    const own = await tickbench(...RUN, '--suite', suite, '--reader', 'emulated:')
    const token = await tickbench(...RUN, '--suite', suite, '--reader', 'emulated:', '--card-signer', signer)
    expect(figuresOf(token)).toEqual(figuresOf(own))
    expect(figuresOf(token)).toMatchObject({ holds: true })
  })

  it.each([
    ['a suite that the token has not', ['--card-signer', 'u2f', '--suite', 'rsa2048'], 'signs with p256'],
    ['a signer that does not exist', ['--card-signer', 'wax'], 'give one of counter-signer, piv'],
  ])('refuses %s', async (_, words, why) => {
    const { exitCode, err } = await tickbench(...RUN, ...words)
    expect(exitCode).toBe(2)
    expect(err).toContain(why)
  })
})

describe('a token that somebody brought', () => {
  let plugged: PluggedCard | undefined
  let sent: string[] = []
  afterEach(async () => {
    await plugged?.unplug()
    vi.unstubAllEnvs()
  })

  async function comparedOn(card: EmulatedCard, ...words: readonly string[]): Promise<Captured> {
    const port = await freePort()
    const done = tickbench(...RUN, '--suite', 'p256', '--reader', `vpicc:${port}`, ...words)
    plugged = await plugIn(port, card)
    return done
  }

  function token(): EmulatedCard {
    sent = []
    return createEmulatedCard({
      applets: [pivApplet(), openPgpApplet()],
      crypto: nodeCrypto('p256'),
      random: freshBytes,
      onExchange: (command) => sent.push(printHex(command)),
    })
  }

  it('is left alone without consent', async () => {
    const { exitCode, err } = await tickbench(...RUN, '--suite', 'p256', '--reader', 'vpicc:1', '--card-signer', 'piv')
    expect({ exitCode, err }).toMatchObject({ exitCode: 2, err: expect.stringContaining('--yes-change-this-card') })
  })

  it('pays by its own key', async () => {
    const ran = await comparedOn(token(), '--card-signer', 'piv', '--yes-change-this-card')
    expect(figuresOf(ran)).toMatchObject({ holds: true })
  })

  it('gets no PIN that nobody gave', async () => {
    const ran = await comparedOn(token(), '--card-signer', 'openpgp-sign', '--yes-change-this-card')
    expect(ran).toMatchObject({ exitCode: 5, err: expect.stringContaining('set TICKBENCH_OPENPGP_PIN') })
    expect(sent.filter((command) => command.startsWith('0020'))).toEqual([])
  })

  it('gets a wrong PIN once', async () => {
    vi.stubEnv('TICKBENCH_OPENPGP_PIN', '999999')
    const ran = await comparedOn(token(), '--card-signer', 'openpgp-sign', '--yes-change-this-card')
    expect(ran).toMatchObject({ exitCode: 5, err: expect.stringContaining('the PIN was wrong') })
    expect(sent.filter((command) => /^002000810[1-9]/.test(command))).toHaveLength(1)
  })

  it('gets the right PIN from its holder', async () => {
    vi.stubEnv('TICKBENCH_OPENPGP_PIN', '123456')
    const ran = await comparedOn(token(), '--card-signer', 'openpgp-sign', '--yes-change-this-card')
    expect(figuresOf(ran)).toMatchObject({ holds: true })
    expect(ran.err).toContain('3 tries left; sending the PIN')
    expect(ran.out + ran.err).not.toContain('123456')
  })
})
