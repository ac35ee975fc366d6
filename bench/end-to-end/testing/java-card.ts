// The Java applets for lab tests: built once by Maven, each in a jCardSim process of its own that joins our virtual
// reader. Offline where Maven has all it needs, else it fetches; what is missing is told in a line.

import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OpenCard } from '../../../src/card/channel.ts'
import { vpiccDriver } from '../../../reader/drivers/vpicc.ts'
import { freePort } from '../../../reader/testing/free-port.ts'
import { findProgram } from '../../../reader/testing/programs.ts'

export interface JavaCard {
  readonly card: OpenCard
  /** Ends the card's process too. */
  readonly close: () => Promise<void>
}

const FOLDER = fileURLToPath(new URL('../../../card-applets/javacard', import.meta.url))
const BUILD_LIMIT_MS = 300_000
/** A Java process on a busy machine takes seconds to say anything. */
const START_LIMIT_MS = 30_000

/** Undefined when everything is there and built; else the line that says what is missing. Throws on a failing build. */
export async function whyNoJavaCards(): Promise<string | undefined> {
  const missing = ['java', 'mvn'].find((name) => findProgram(name) === undefined)
  if (missing !== undefined) return `${missing} is not installed (Debian: default-jdk-headless, maven)`
  built ??= maven(['package', '-DskipTests'])
  const { code, output } = await built
  if (code === 0) return undefined
  if (isUnfetched(output)) return `Maven could not fetch what the Java applets need: ${output.split('\n')[0]}`
  throw new Error(`the Java applets do not build:\n${output}`)
}

/** Maven's goals in the applets' folder: offline first, then with what the network has. */
export async function maven(goals: readonly string[]): Promise<Built> {
  const offline = await runMaven(['-o', ...goals])
  return offline.code === 0 || !isUnfetched(offline.output) ? offline : runMaven(goals)
}

/** How a Java card is made: `plain` is jCardSim as it is, `t0` its protocol, `full` the applets' larger variant. */
export type JavaCardWord = 'plain' | 't0' | 'full'

/** A powered card with these applets: strict, at T=1 and lean where nothing else is said. Call `whyNoJavaCards` first. */
export function javaCard(applets: readonly string[], words: readonly JavaCardWord[] = []): Promise<JavaCard> {
  return cardProcess('tickbench.sim.VirtualCard', (address) => [applets.join(','), address, ...words])
}

/** The same with a weakness planted in the applets, which something has to find. */
export function weakJavaCard(weakness: string, applets: readonly string[]): Promise<JavaCard> {
  return cardProcess('tickbench.sim.WeakCard', (address) => [weakness, applets.join(','), address])
}

/** The same as a process that joins whoever listens at the port, within half a minute. Gives what ends it. */
export function joiningCard(
  port: number,
  applets: readonly string[],
  words: readonly JavaCardWord[],
): () => Promise<void> {
  const { child, ended } = start('tickbench.sim.VirtualCard', [applets.join(','), `127.0.0.1:${port}`, ...words])
  return async () => {
    child.kill()
    await ended
  }
}

function start(
  main: string,
  words: readonly string[],
): { readonly child: ChildProcess; readonly ended: Promise<string> } {
  const classPath = ['classes', 'test-classes', 'lib/*'].map((each) => join(FOLDER, 'target', each)).join(':')
  const args = ['-XX:TieredStopAtLevel=1', '-cp', classPath, main, ...words]
  const child = spawn(findProgram('java') ?? 'java', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  return { child, ended: endOf(child) }
}

async function cardProcess(main: string, argsFor: (address: string) => readonly string[]): Promise<JavaCard> {
  const port = await freePort()
  const driver = vpiccDriver(port)
  await driver.list() // begins to listen
  const { child, ended } = start(main, argsFor(`127.0.0.1:${port}`))
  const close = async (): Promise<void> => {
    await driver.close()
    child.kill()
    await ended
  }
  try {
    const card = await Promise.race([driver.open(undefined, { limitMs: START_LIMIT_MS }), ended.then(diedEarly)])
    return { card, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Built {
  readonly code: number | null
  readonly output: string
}

let built: Promise<Built> | undefined

async function runMaven(args: readonly string[]): Promise<Built> {
  const child = spawn(findProgram('mvn') ?? 'mvn', ['-q', '-B', ...args], { cwd: FOLDER, timeout: BUILD_LIMIT_MS })
  const chunks: string[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  const said = await endOf(child)
  return { code: child.exitCode, output: [...chunks, said].join('') }
}

/** What Maven says when it lacks an artefact, offline and online. */
function isUnfetched(output: string): boolean {
  return /Could not (resolve|transfer|find artifact)|Cannot access|could not be resolved/.test(output)
}

/** Its last words, once it has ended. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: string[] = []
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
    child.once('error', reject)
    child.once('close', () => resolve(chunks.join('')))
  })
}

function diedEarly(said: string): never {
  throw new Error(`the card process ended: ${said}`)
}
