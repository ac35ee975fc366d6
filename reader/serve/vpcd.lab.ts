// Our card in a real pcscd with vsmartcard's driver, and a foreign virtual card in our virtual reader.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, type TestContext } from 'vitest'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { vpiccDriver } from '../drivers/vpicc.ts'
import { findProgram, plainEnvironment } from '../testing/programs.ts'

/** pcscd's socket is compiled in and vpcd's port is fixed: both get namespaces of their own, which takes root. */
const SETUP =
  'mount -t tmpfs tmpfs /run && ip link set lo up && mkdir /run/pcscd && { pcscd --foreground >/dev/null 2>&1 & }'
const QUICK = 'ip route change local 127.0.0.1 dev lo table local quickack 1'
const CHILD = fileURLToPath(new URL('../testing/vpcd-child.ts', import.meta.url))

interface Told {
  readonly facts: { readonly driver: string; readonly reader: string; readonly atr: string; readonly protocol: string }
  readonly long: number
  readonly medianMs: number
  readonly slow: readonly string[]
  readonly removed: string
  readonly again: string
}

async function inRealPcscd(test: TestContext, setup: string, rounds: number): Promise<Told> {
  if (process.getuid?.() !== 0) test.skip('namespaces of its own for pcscd take root')
  for (const name of ['pcscd', 'unshare', 'ip'])
    if (findProgram(name) === undefined) test.skip(`${name} is not installed`)
  if (!existsSync('/usr/lib/pcsc/drivers/serial/libifdvpcd.so')) test.skip('vsmartcard-vpcd is not installed')
  const node = `"${process.execPath}" --import "${import.meta.resolve('tsx')}" "${CHILD}" ${rounds}`
  const script = `${setup} ; ${node}; code=$?; kill $!; exit $code`
  const unshare = findProgram('unshare') ?? ''
  // --kill-child with a process namespace: the daemon ends with the script, also when the test is killed.
  const args = ['--mount', '--net', '--pid', '--fork', '--kill-child', 'sh', '-c', script]
  const child = spawn(unshare, args, { env: plainEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const timer = setTimeout(() => child.kill('SIGKILL'), 110_000)
  await new Promise((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  return JSON.parse(out)
}

describe('our card in a real pcscd', () => {
  it('is opened, carries extended commands, is removed and inserted again', async (test) => {
    const told = await inRealPcscd(test, SETUP, 1)
    expect(told).toMatchObject({
      facts: { reader: 'Virtual PCD 00 00', atr: '3b800181', protocol: 'T=1' },
      long: 1024,
      removed: 'cardRemoved',
      again: '07',
    })
  })

  it('meets the slow wire of old vpcd builds, which quick acknowledgements cure', async (test) => {
    const [asItIs, cured] = [await inRealPcscd(test, SETUP, 30), await inRealPcscd(test, `${SETUP}; ${QUICK}`, 30)]
    if (asItIs.medianMs < 20) test.skip(`this vpcd has no slow wire (${asItIs.medianMs} ms)`)
    expect(asItIs.slow).toEqual([expect.stringContaining('quickack 1')])
    expect(cured.medianMs).toBeLessThan(asItIs.medianMs)
  })
})

describe('vicc in our virtual reader', () => {
  it('is selected, answers and leaves', async (test) => {
    const vicc = findProgram('vicc')
    if (vicc === undefined) test.skip('vicc is not installed (vsmartcard-vpicc)')
    const driver = vpiccDriver(35_973)
    await driver.list()
    const child = spawn(vicc ?? '', ['--type', 'iso7816', '--hostname', '127.0.0.1', '--port', '35973'], {
      env: plainEnvironment(),
      stdio: 'ignore',
    })
    const ended = new Promise<undefined>((resolve) => child.once('close', () => resolve(undefined)))
    try {
      const card = await Promise.race([driver.open(undefined, { limitMs: 60_000 }), ended])
      if (card === undefined)
        return test.skip('vicc does not start: Debian 12 ships it for Python modules that it lacks')
      expect(card.facts.atr[0]).toBe(0x3b)
      const challenge = await card.transmit(commandApdu({ cla: 0, ins: 0x84, ne: 8 }))
      expect(challenge).toMatchObject({ sw: 0x9000 })
      expect(challenge.data).toHaveLength(8)
      child.kill()
      await ended
      await expect(card.transmit(commandApdu({ cla: 0, ins: 0x84, ne: 8 }))).rejects.toMatchObject({
        code: 'cardRemoved',
      })
    } finally {
      child.kill()
      await driver.close()
    }
  })
})

/** A card that knows nothing of our framing: ATR on request, commands echoed without their header. */
const PYTHON_CARD = `
import socket, struct, sys
link = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
def read(count):
    data = b""
    while len(data) < count:
        more = link.recv(count - len(data))
        if not more: sys.exit(0)
        data += more
    return data
def send(data):
    link.sendall(struct.pack(">H", len(data)))
    link.sendall(data)
while True:
    message = read(struct.unpack(">H", read(2))[0])
    if message == b"\\x04": send(bytes.fromhex("3b800181"))
    elif len(message) > 1: send(message[5:] + b"\\x90\\x00")
`

describe('a virtual card in Python in our virtual reader', () => {
  it('connects, answers and leaves', async (test) => {
    const python = findProgram('/usr/bin/python3')
    if (python === undefined) return test.skip('python3 is not installed')
    const driver = vpiccDriver(35_974)
    await driver.list()
    const child = spawn(python, ['-c', PYTHON_CARD, '35974'], { env: plainEnvironment() })
    const card = await driver.open(undefined, { limitMs: 60_000 })
    const answer = await card.transmit(commandApdu({ cla: 0x80, ins: 0x10, data: Uint8Array.of(1, 2, 3) }))
    expect(answer).toEqual({ data: Uint8Array.of(1, 2, 3), sw: 0x9000 })
    child.kill()
    await new Promise((resolve) => child.once('close', resolve))
    await expect(card.reset()).rejects.toMatchObject({ code: 'cardRemoved' })
    await driver.close()
  })
})
