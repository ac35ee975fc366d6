// `tickbench serve`: shows emulated cards to other programs, as pcscd would, inside a real pcscd, or as a HID token.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Option, type Command } from 'commander'
import type { Protocol } from '../../../card-applets/runtime/response-queue.ts'
import { u2fApplet } from '../../../card-applets/u2f/u2f-applet.ts'
import { HidToken } from '../../../reader/serve/hid/token.ts'
import { runWithToken, TOKEN_PATH } from '../../../reader/serve/hid/umockdev.ts'
import { StandIn } from '../../../reader/serve/pcscd/service.ts'
import { serveStandIn } from '../../../reader/serve/pcscd/server.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import type { SuiteName } from '../../../src/crypto/crypto.ts'
import { DEFAULT_SUITE } from '../../../src/crypto/engines.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { hostClock } from '../../measure/latency.ts'
import { counted } from '../../../src/bytes/counted.ts'
import type { Lane } from '../../witness/witness.ts'
import { EXIT, UserError, type ExitCode } from '../exit.ts'
import { protocolOption, wholeNumber } from '../options.ts'
import type { Shell } from '../shell.ts'
import { freshBytes, fullCard, shownCard } from '../full-card.ts'
import { steer, STEERING } from '../steer.ts'
import { suiteOption } from '../suite-option.ts'
import { addTraceOptions, planTrace, type TraceOptions } from '../trace-option.ts'
import { startTrace, type TracePlan } from '../trace-sinks.ts'
import { untilStopped } from '../until-stopped.ts'
import { plugFullCard } from '../vpcd-process.ts'

interface ServeOptions extends TraceOptions {
  readonly pcsc: string | undefined
  readonly vpcd: string | undefined
  readonly hid: boolean
  readonly readers: number
  readonly everyone: boolean
  readonly suite: SuiteName
  readonly protocol?: Protocol
  readonly steer: boolean
}

const EXAMPLES = `
Examples:
  tickbench serve --pcsc /tmp/cards                        then: PCSCLITE_CSOCK_NAME=/tmp/cards opensc-tool -l
  tickbench serve --pcsc /tmp/cards -- opensc-tool -l      the same for this one program
  tickbench serve --vpcd localhost:35963                   the card joins a real pcscd with vsmartcard's driver
  tickbench serve --hid -- fido2-token -L                  a U2F token at ${TOKEN_PATH}, for this one program
  tickbench serve --hid                                    the same for a shell and whatever is started in it`

export function declareServe(command: Command, shell: Shell): void {
  addTraceOptions(command)
    .description(
      'Serves until it is interrupted, or until COMMAND ends. No root is needed: programs are pointed at it by a ' +
        'variable, and a HID token is there for COMMAND and its children only (umockdev). Where COMMAND fails, the exit code is 5.',
    )
    .argument('[COMMAND...]', 'the program that sees the cards (--pcsc) or the token (--hid: your shell unless given)')
    .addOption(new Option('--pcsc <socket>', 'stand in for pcscd on this Unix socket').conflicts(['vpcd', 'hid']))
    .addOption(new Option('--vpcd <host:port>', 'plug into a virtual reader of vsmartcard').conflicts('hid'))
    .option('--hid', 'a CTAPHID token with U2F as a hidraw device, under umockdev', false)
    .option('--readers <n>', 'how many readers, each with a card of its own', wholeNumber(1, 16), 1)
    .option('--everyone', 'let other users of this machine connect', false)
    .addOption(suiteOption('keys of the cards', '').default(DEFAULT_SUITE))
    .addOption(protocolOption('what the cards speak'))
    .option('--steer', `with --pcsc, take from standard input: ${STEERING}`, false)
    .addHelpText('after', EXAMPLES)
    .action(async (command: readonly string[], options: ServeOptions, self: Command) => {
      refuseIdle(self)
      shell.end(await serve(shell, command, options))
    })
}

/** What each kind of service has a use for; an option that would do nothing is refused. */
const USES = {
  pcsc: ['readers', 'everyone', 'suite', 'protocol', 'steer'],
  vpcd: ['suite', 'protocol'],
  hid: [],
} as const satisfies Readonly<Record<string, readonly (keyof ServeOptions)[]>>

function refuseIdle(self: Command): void {
  const given = (name: string): boolean => self.getOptionValueSource(name) === 'cli'
  const kind = (['pcsc', 'vpcd', 'hid'] as const).find(given)
  if (kind === undefined) return
  const idle = USES.pcsc.find((name) => given(name) && !(USES[kind] as readonly string[]).includes(name))
  if (idle === undefined) return
  const where = Object.entries(USES).filter(([, names]) => (names as readonly string[]).includes(idle))
  throw new UserError(
    `--${idle} does nothing with --${kind}: it is for ${where.map(([name]) => `--${name}`).join(' and ')}`,
  )
}

async function serve(shell: Shell, command: readonly string[], options: ServeOptions): Promise<ExitCode> {
  const { terminal } = shell
  const say: Say = (line) => terminal.err(line)
  if (command.length > 0 && options.vpcd !== undefined)
    throw new UserError(`${command.join(' ')}: only --hid and --pcsc take a command`)
  if (command.length > 0 && options.steer)
    throw new UserError('--steer does nothing with a command, which has the keyboard')
  if (!options.hid && options.pcsc === undefined && options.vpcd === undefined)
    throw new UserError('give --pcsc SOCKET, --vpcd HOST:PORT or --hid (see: tickbench serve --help)')
  const trace = planTrace(options, shell)
  const serving = { say, stopped: untilStopped(), command }
  if (options.vpcd !== undefined) return serveVpcd(options.vpcd, { ...options, trace }, serving)
  const tracing = trace && startTrace(trace, say)
  try {
    const lanes = (name: string): Lane | undefined => tracing?.witness.lane(name)
    if (options.pcsc !== undefined) return await servePcsc(options.pcsc, options, { ...serving, lanes })
    return await serveHid(command, say, lanes('token'))
  } finally {
    tracing?.close()
  }
}

type Say = (line: string) => void

interface Serving {
  readonly say: Say
  readonly stopped: Promise<void>
  /** Empty where it serves until it is stopped. */
  readonly command: readonly string[]
}

interface ServingCards extends Serving {
  /** Undefined where nobody wants to be told. */
  readonly lanes: (name: string) => Lane | undefined
}

async function servePcsc(path: string, options: ServeOptions, serving: ServingCards): Promise<ExitCode> {
  const { say, stopped, command, lanes } = serving
  const standIn = new StandIn()
  const readers = Array.from({ length: options.readers }, (_, at) => {
    const { port } = fullCard(options.suite, { protocol: options.protocol, lane: lanes(`reader ${at}`) })
    return { reader: standIn.attach(`tickbench emulated card ${String(at).padStart(2, '0')} 00`, port), card: port }
  })
  const server = await serveStandIn(standIn, path, { everyone: options.everyone }).catch((cause: unknown) => {
    throw unusableSocket(path, cause)
  })
  const what = `serving ${counted(options.readers, 'reader')}`
  try {
    if (command.length > 0) {
      say(`${what} for ${command.join(' ')}, until that ends\n`)
      return ended(command, await runProgram(command, server.environment, stopped), say)
    }
    say(`${what}; start programs with PCSCLITE_CSOCK_NAME=${path}; stop with Ctrl-C\n`)
    const input = options.steer ? createInterface({ input: process.stdin }) : undefined
    input?.on('line', (line) => say(`${steer({ standIn, readers }, line)}\n`))
    await stopped
    input?.close()
    return EXIT.done
  } finally {
    await server.close()
  }
}

/** It has the terminal, and so the keyboard's Ctrl-C; a service that is stopped ends it. Gives its exit code. */
async function runProgram(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  stopped: Promise<void>,
): Promise<number> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'inherit' })
  void stopped.then(() => child.kill())
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new UserError(`${program}: ${cause.message}`, EXIT.usage, { cause })))
    child.once('close', (code) => resolve(code ?? 1))
  })
}

function ended(program: readonly string[], code: number, say: Say): ExitCode {
  if (code === 0) return EXIT.done
  say(`tickbench: ${program[0] ?? ''} ended with code ${code}\n`)
  return EXIT.refused
}

/** What the file system says; a `WireFailure` says for itself what to do. */
function unusableSocket(path: string, cause: unknown): unknown {
  const code: unknown =
    cause instanceof Error && !(cause instanceof WireFailure) ? Reflect.get(cause, 'code') : undefined
  if (typeof code !== 'string') return cause
  return new UserError(
    `--pcsc ${path} cannot be a socket (${code}): give a new name in a folder that exists and is yours`,
    EXIT.usage,
    { cause },
  )
}

interface VpcdOptions extends Pick<ServeOptions, 'suite' | 'protocol'> {
  readonly trace: TracePlan | undefined
}

async function serveVpcd(
  address: string,
  { suite, protocol, trace }: VpcdOptions,
  { say, stopped }: Serving,
): Promise<ExitCode> {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(address) ?? []
  if (host === undefined || Number(port) > 65_535)
    throw new UserError(`--vpcd ${address}: give HOST:PORT, e.g. localhost:35963`)
  const plugged = await plugFullCard({ address: { host, port: Number(port) }, suite, protocol, trace }, say)
  say(`plugged into ${address}; stop with Ctrl-C\n`)
  const stays = await Promise.race([stopped.then(() => true), plugged.ended.then(() => false)])
  await plugged.unplug()
  if (!stays) throw new WireFailure('readerGone', `the virtual reader at ${address} hung up: ${HUNG_UP}`)
  return EXIT.done
}

/** vpcd puts a card out that was sent a longer command than its link carries. */
const HUNG_UP = 'pcscd has stopped, or a program sent more than 65,535 bytes; start this again'

/** The program gets the keyboard's Ctrl-C itself; a SIGTERM is passed on to it. */
async function serveHid(command: readonly string[], say: Say, lane: Lane | undefined): Promise<ExitCode> {
  const options = { applets: [u2fApplet()], crypto: nodeCrypto('p256'), random: freshBytes }
  const { port } = shownCard(options, { clock: undefined, lane })
  const shell = [process.env['SHELL'] ?? '/bin/sh']
  const program = command.length > 0 ? command : shell
  const stop = new AbortController()
  process.once('SIGTERM', () => stop.abort())
  say(`a U2F token at ${TOKEN_PATH} (1050:0407) for ${program.join(' ')}, until that ends\n`)
  const code = await runWithToken(new HidToken(port, hostClock), program, { signal: stop.signal })
  return ended(program, code, say)
}
