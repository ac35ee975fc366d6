// The pcsc driver as a user meets it: what it costs, and what it says where something is missing.

import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serveStandIn } from '../../serve/pcscd/server.ts'
import { StandIn } from '../../serve/pcscd/service.ts'
import { pcscChild } from '../../testing/child.ts'
import { echoPort } from '../../testing/echo-port.ts'
import { ordinaryUser, run } from '../../testing/programs.ts'

let folder = ''
let path = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
  await chmod(folder, 0o755)
  path = join(folder, 'pcscd.comm')
})

afterEach(() => rm(folder, { recursive: true }))

describe('a round trip through the driver', () => {
  it('is measured beside the bare binding (median of 5,000, interleaved): the ratio is printed, not judged', async () => {
    const standIn = new StandIn()
    standIn.attach('bare', echoPort())
    standIn.attach('driver', echoPort())
    const server = await serveStandIn(standIn, path, { everyone: true })
    const program = fileURLToPath(new URL('../../testing/overhead-child.ts', import.meta.url))
    const args = ['--import', import.meta.resolve('tsx'), program, 'bare', 'driver', '5000']
    const ran = await run(process.execPath, args, { env: { ...server.environment }, limitMs: 60_000 })
    await server.close()
    const { bareNs, driverNs }: { bareNs: number; driverNs: number } = JSON.parse(ran.stdout)
    process.stderr.write(
      `measured: driver ${driverNs} ns, bare ${bareNs} ns, ratio ${(driverNs / bareNs).toFixed(3)}\n`,
    )
    expect(Math.min(driverNs, bareNs)).toBeGreaterThan(0)
  })
})

describe.each(['pcsclite', 'pcsc-mini'])('what is missing, with %s', (binding) => {
  async function failureOf(step: string): Promise<Error> {
    const child = pcscChild(binding, { PCSCLITE_CSOCK_NAME: path })
    const failure: unknown = await child.step(step).catch((error: unknown) => error)
    expect(await child.end()).toBe(0)
    expect(failure).toBeInstanceOf(Error)
    return failure as Error
  }

  it('the service', async () => {
    expect(await failureOf('open')).toMatchObject({ message: 'noService', cause: expect.stringMatching(/apt install/) })
  })

  it('the rights', async (test) => {
    if (ordinaryUser().uid === undefined) test.skip('only root can take rights away from a user')
    const server = await serveStandIn(new StandIn(), path)
    expect(await failureOf('open')).toMatchObject({ message: 'noRights', cause: expect.stringContaining(path) })
    await server.close()
  })

  it('the reader', async () => {
    const server = await serveStandIn(new StandIn(), path, { everyone: true })
    expect(await failureOf('open')).toMatchObject({ message: 'noReader' })
    await server.close()
  })

  it('the card', async () => {
    const standIn = new StandIn()
    standIn.attach('Stand-in 00 00')
    const server = await serveStandIn(standIn, path, { everyone: true })
    expect(await failureOf('open')).toMatchObject({
      message: 'noCard',
      cause: expect.stringContaining('Stand-in 00 00'),
    })
    await server.close()
  })

  it('a service that is alive: a stopped one costs half a second and no native call', async () => {
    const source = `require('net').createServer(() => {}).listen(${JSON.stringify(path)}, () => console.log('ready'))`
    const hung = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => hung.stdout.once('data', resolve))
    await chmod(path, 0o777)
    expect(await failureOf('open')).toMatchObject({ message: 'timeout' })
    hung.kill()
  })
})
