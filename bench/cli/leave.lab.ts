// A process that native code holds: the last words are said and it ends. The hanging service is stood in for by a timer that
// never ends, since a real one takes the limit of an exchange, 30 s.

import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { run } from '../../reader/testing/programs.ts'

const LEAVE = pathToFileURL(join(resolve(import.meta.dirname, '../../dist'), 'bench/cli/leave.js')).href

function leaving(before: string): ReturnType<typeof run> {
  const program = `import { leave } from ${JSON.stringify(LEAVE)}; ${before}; process.exitCode = 4; leave(50)`
  return run(process.execPath, ['--input-type=module', '--eval', program])
}

describe('a process at its end', () => {
  it('has its own exit code where nothing holds it', async () => {
    expect(await leaving('')).toEqual({ code: 4, stdout: '', stderr: '' })
  })

  it('is ended where something holds it', async () => {
    const { code, stdout, stderr } = await leaving(`console.log('last words'); setInterval(() => {}, 1000)`)
    expect({ code, stdout }).toEqual({ code: undefined, stdout: 'last words\n' })
    expect(stderr).toMatch(/^tickbench: something still holds it \(.*Timeout.*\), please report it: ended by force\n$/)
  })
})
