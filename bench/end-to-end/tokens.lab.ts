// Other people's programs at the emulated PIV and OpenPGP applets, through the stand-in, as an ordinary user: that they
// accept the applets as such tokens, and verify their signatures, is what shows that the applets are true to the specs.

import { createHash, randomBytes, verify, X509Certificate, type KeyObject } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import type { AppletFactory } from '../../card-applets/applet.ts'
import { createEmulatedCard } from '../../card-applets/emulated-card.ts'
import { openPgpApplet } from '../../card-applets/openpgp/openpgp-applet.ts'
import { pivApplet } from '../../card-applets/piv/piv-applet.ts'
import { serveStandIn, type StandInServer } from '../../reader/serve/pcscd/server.ts'
import { StandIn } from '../../reader/serve/pcscd/service.ts'
import { findProgram, run, type Ran } from '../../reader/testing/programs.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'

const SUITES = ['p256', 'rsa2048'] as const
let folder = ''

function freshBytes(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length))
}

/** One reader with one token: programs take the first application that they know. */
async function served(name: string, applet: AppletFactory): Promise<StandInServer> {
  const card = createEmulatedCard({ applets: [applet], crypto: nodeCrypto('p256'), random: freshBytes })
  const standIn = new StandIn()
  standIn.attach('Token 00 00', card)
  return serveStandIn(standIn, join(folder, name), { everyone: true })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
  await chmod(folder, 0o777)
  await writeFile(join(folder, 'digest'), createHash('sha256').update('one coffee').digest())
  await writeFile(join(folder, 'message'), 'one coffee')
})
afterAll(() => rm(folder, { recursive: true }))

async function program(
  test: TestContext,
  server: StandInServer,
  [name, ...args]: readonly [string, ...string[]],
): Promise<Ran> {
  const path = findProgram(name)
  if (path === undefined) test.skip(`${name} is not installed`)
  return run(path ?? '', args, { env: { ...server.environment }, limitMs: 60_000 })
}

interface Signing {
  readonly slot: number
  readonly id: string
  readonly keys: (typeof SUITES)[number]
}

/** Signs by OpenSC's PKCS #11 module, which finds what it can by itself and always logs in before it signs. */
async function signedByOpensc(test: TestContext, server: StandInServer, { slot, id, keys }: Signing): Promise<Buffer> {
  const [mechanism, input] =
    keys === 'p256' ? (['ECDSA', 'digest'] as const) : (['SHA256-RSA-PKCS', 'message'] as const)
  const output = join(folder, `signature ${slot} ${id} ${keys} ${randomBytes(4).toString('hex')}`)
  const words = ['--slot-index', String(slot), '--login', '--pin', '123456', '--sign', '--id', id]
  const files = ['--mechanism', mechanism, '-i', join(folder, input), '-o', output]
  expect(await program(test, server, ['pkcs11-tool', ...words, ...files])).toMatchObject({ code: 0 })
  return readFile(output)
}

async function certifiedKey(test: TestContext, server: StandInServer, id: string): Promise<KeyObject> {
  const output = join(folder, `certificate ${id} ${randomBytes(4).toString('hex')}`)
  await program(test, server, ['pkcs11-tool', '--read-object', '--type', 'cert', '--id', id, '-o', output])
  return new X509Certificate(await readFile(output)).publicKey
}

function proves(key: KeyObject, signature: Buffer): boolean {
  return verify('sha256', Buffer.from('one coffee'), { key, dsaEncoding: 'ieee-p1363' }, signature)
}

describe.each(SUITES)('PIV with %s keys', (keys) => {
  let server: StandInServer
  beforeAll(async () => {
    server = await served(`piv-${keys}`, pivApplet({ keys }))
  })
  afterAll(() => server.close())

  it('is recognised by opensc-tool', async (test) => {
    expect((await program(test, server, ['opensc-tool', '-n'])).stdout).toMatch(/Personal Identity Verification|PIV/i)
  })

  it('signs for pkcs11-tool with 9E and 9A, as their certificates prove', async (test) => {
    for (const id of ['04', '01']) {
      const signature = await signedByOpensc(test, server, { slot: 0, id, keys })
      expect(proves(await certifiedKey(test, server, id), signature)).toBe(true)
    }
  })

  it('passes the signature test of yubico-piv-tool', async (test) => {
    const algorithm = keys === 'p256' ? 'ECCP256' : 'RSA2048'
    const tool = ['yubico-piv-tool', '-r', 'Token'] as const
    const certificate = await program(test, server, [...tool, '-a', 'read-certificate', '-s', '9e'])
    const file = join(folder, `piv-${keys}.pem`)
    await writeFile(file, certificate.stdout)
    const ran = await program(test, server, [...tool, '-a', 'test-signature', '-s', '9e', '-A', algorithm, '-i', file])
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringMatching(/Successful (ECDSA|RSA) verification/) })
  })
})

describe.each(SUITES)('OpenPGP with %s keys', (keys) => {
  let server: StandInServer
  beforeAll(async () => {
    server = await served(`openpgp-${keys}`, openPgpApplet({ keys }))
  })
  afterAll(() => server.close())

  it('is recognised by opensc-tool and described by openpgp-tool', async (test) => {
    expect((await program(test, server, ['opensc-tool', '-n'])).stdout).toMatch(/OpenPGP/i)
    const { stdout } = await program(test, server, ['openpgp-tool', '-C', '-K'])
    expect(stdout).toMatch(/Version:\s+3\.4/)
  })

  it('signs for pkcs11-tool by INTERNAL AUTHENTICATE, as its certificate proves, and by PSO:CDS', async (test) => {
    const authenticated = await signedByOpensc(test, server, { slot: 0, id: '03', keys })
    expect(proves(await certifiedKey(test, server, '03'), authenticated)).toBe(true)
    expect(await signedByOpensc(test, server, { slot: 1, id: '01', keys })).toHaveLength(keys === 'p256' ? 64 : 256)
  })

  it('is described by GnuPG', async (test) => {
    const home = await mkdtemp(join(folder, 'gnupg-'))
    await chmod(home, 0o777)
    await writeFile(join(home, 'scdaemon.conf'), 'disable-ccid\n')
    const card = await program(test, server, ['gpg', '--homedir', home, '--card-status'])
    await program(test, server, ['gpgconf', '--homedir', home, '--kill', 'all'])
    expect(card.stdout).toMatch(/Version \.+: 3\.4/)
    expect(card.stdout).toMatch(/PIN retry counter : 3 0 3[^]*Signature counter : 1$/m)
  })
})
