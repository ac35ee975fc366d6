// For tests: starts a process that computes for ever and prints its number; then waits, leaves (`leave`) or ends it (`end`).

import { fileURLToPath } from 'node:url'
import { forkTied } from '../tied-child.ts'

const child = forkTied(fileURLToPath(new URL('busy-child.ts', import.meta.url)))
child.once('message', () => {
  process.stdout.write(`${child.pid}\n`, () => {
    if (process.argv[2] === 'leave') process.exit(7)
    if (process.argv[2] === 'end') child.kill('SIGKILL')
  })
})
