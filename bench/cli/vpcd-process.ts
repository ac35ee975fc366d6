// The card of `serve --vpcd` in a process of its own, which has the connection as its standard input and waits in it for
// commands: this process hears Ctrl-C and says why it ends. Where the system hands no sockets on, the card stays here.

import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { explainSlowWire } from '../../reader/framing/slow-wire.ts'
import { connected, plugIntoVpcd, type PluggedCard } from '../../reader/serve/vpcd.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { hostClock } from '../measure/latency.ts'
import { endedEarly, forkTied } from '../run/tied-child.ts'
import { vpcdCard, type VpcdTask } from './vpcd-card.ts'
import type { FromVpcdChild } from './vpcd-child.ts'

/** Throws as `plugIntoVpcd` does. `say` is told of a slow wire. */
export async function plugFullCard(task: VpcdTask, say: (line: string) => void): Promise<PluggedCard> {
  if (process.platform !== 'win32') return plugInChild(task)
  const onSlowWire = (slow: Parameters<typeof explainSlowWire>[0]) => say(`${explainSlowWire(slow)}\n`)
  return plugIntoVpcd(vpcdCard(task, say), task.address, { clock: hostClock, onSlowWire })
}

async function plugInChild(task: VpcdTask): Promise<PluggedCard> {
  const input = connect({ ...task.address, noDelay: true }).pause()
  await connected(input, task.address)
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const program = fileURLToPath(new URL(`vpcd-child.${extension}`, import.meta.url))
  const child = forkTied(program, { input, execArgv: [...process.execArgv, NO_LIFTOFF] })
  input.destroy() // the child has it
  let stopping = false
  const ended = new Promise<void>((resolve, reject) => {
    child.on('message', ({ broken }: FromVpcdChild) => {
      if (broken === undefined) resolve()
      else reject(new WireFailure('protocol', broken))
    })
    child.on('error', reject)
    child.on('exit', (code, by) => (stopping ? resolve() : reject(endedEarly('the card', code, by))))
  })
  ended.catch(() => undefined)
  child.send(task)
  return {
    ended,
    async unplug() {
      stopping = true
      child.kill('SIGKILL')
      await ended.catch(() => undefined)
    },
  }
}

/** V8's quick compiler makes WebAssembly six times as slow as the other one, which takes over after a thousand commands. */
const NO_LIFTOFF = '--no-liftoff'
