// `tickbench serve`: shows emulated purse cards to other programs, as pcscd would or inside a real pcscd.

import { randomBytes } from 'node:crypto'
import { Option, type Command } from 'commander'
import { createEmulatedCard, type EmulatedCard } from '../../../card-applets/emulated-card.ts'
import { echoApplet } from '../../../card-applets/echo/echo-applet.ts'
import { purseApplet } from '../../../card-applets/purse/purse-applet.ts'
import { explainSlowWire } from '../../../reader/framing/slow-wire.ts'
import { StandIn } from '../../../reader/serve/pcscd/service.ts'
import { serveStandIn } from '../../../reader/serve/pcscd/server.ts'
import { plugIntoVpcd } from '../../../reader/serve/vpcd.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { hostClock } from '../../measure/latency.ts'
import { EXIT, UserError } from '../exit.ts'
import { wholeNumber } from '../options.ts'
import type { Shell } from '../shell.ts'

interface ServeOptions {
  readonly pcsc: string | undefined
  readonly vpcd: string | undefined
  readonly readers: number
  readonly everyone: boolean
}

const EXAMPLES = `
Examples:
  tickbench serve --pcsc /tmp/cards                        then: PCSCLITE_CSOCK_NAME=/tmp/cards opensc-tool -l
  tickbench serve --vpcd localhost:35963                   the card joins a real pcscd with vsmartcard's driver`

export function addServe(program: Command, { terminal, end }: Shell): void {
  program
    .command('serve')
    .summary('shows an emulated card to other programs')
    .description('Serves until it is interrupted. No root is needed: programs are pointed at it by a variable.')
    .addOption(new Option('--pcsc <socket>', 'stand in for pcscd on this Unix socket').conflicts('vpcd'))
    .option('--vpcd <host:port>', 'plug into a virtual reader of vsmartcard')
    .option('--readers <n>', 'how many readers, each with a card of its own', wholeNumber(1, 16), 1)
    .option('--everyone', 'let other users of this machine connect', false)
    .addHelpText('after', EXAMPLES)
    .action(async (options: ServeOptions) => {
      const stopped = new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
      })
      if (options.pcsc !== undefined) await servePcsc(options.pcsc, options, (line) => terminal.err(line), stopped)
      else if (options.vpcd !== undefined) await serveVpcd(options.vpcd, (line) => terminal.err(line), stopped)
      else throw new UserError('give --pcsc SOCKET or --vpcd HOST:PORT (see: tickbench serve --help)')
      end(EXIT.done)
    })
}

type Say = (line: string) => void

async function servePcsc(path: string, options: ServeOptions, say: Say, stopped: Promise<void>): Promise<void> {
  const standIn = new StandIn()
  for (let at = 0; at < options.readers; at += 1) {
    standIn.attach(`tickbench emulated card ${String(at).padStart(2, '0')} 00`, purseCard())
  }
  const server = await serveStandIn(standIn, path, { everyone: options.everyone })
  say(`serving ${options.readers} reader(s); start programs with PCSCLITE_CSOCK_NAME=${path}; stop with Ctrl-C\n`)
  await stopped
  await server.close()
}

async function serveVpcd(address: string, say: Say, stopped: Promise<void>): Promise<void> {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(address) ?? []
  if (host === undefined || Number(port) > 65_535)
    throw new UserError(`--vpcd ${address}: give HOST:PORT, e.g. localhost:35963`)
  const plugged = await plugIntoVpcd(
    purseCard(),
    { host, port: Number(port) },
    {
      clock: hostClock,
      onSlowWire: (slow) => say(`${explainSlowWire(slow)}\n`),
    },
  )
  say(`plugged into ${address}; stop with Ctrl-C\n`)
  await Promise.race([stopped, plugged.ended])
  await plugged.unplug()
}

/** A blank purse and an echo applet, as a lab would put them on a card. */
function purseCard(): EmulatedCard {
  return createEmulatedCard({
    applets: [purseApplet(), echoApplet()],
    crypto: nodeCrypto('ed25519'),
    random: freshBytes,
  })
}

function freshBytes(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length))
}
