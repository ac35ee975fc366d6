import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { untilStopped } from './until-stopped.ts'

afterEach(() => void vi.restoreAllMocks())

const MODULE = pathToFileURL(join(import.meta.dirname, 'until-stopped.ts')).href
const SERVICE = `const { untilStopped } = await import('${MODULE}')
const held = setInterval(() => undefined, 1000)
const stopped = untilStopped()
console.log(process.pid)
await stopped
clearInterval(held)
console.log('stopped')`

it('a service that npm started ends with npm, though the shell between them stays', async () => {
  const words = [process.execPath, '--import', import.meta.resolve('tsx'), '--input-type=module', '-e', SERVICE]
  const service = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  // As npm does it: a process that starts a shell, which starts the program. The first `true` keeps the shell there.
  const npm = spawn('sh', ['-c', 'sh -c "$SERVICE; true"; true'], {
    env: { ...process.env, npm_command: 'exec', SERVICE: service },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: npm.stdout })[Symbol.asyncIterator]()
  await lines.next()
  npm.kill('SIGKILL')
  expect(await lines.next()).toMatchObject({ value: 'stopped' })
})

it('a service that a shell started stays when the shell goes', () => {
  vi.stubEnv('npm_command', undefined)
  const looks = vi.spyOn(globalThis, 'setInterval')
  void untilStopped()
  expect(looks).not.toHaveBeenCalled()
  vi.unstubAllEnvs()
})
