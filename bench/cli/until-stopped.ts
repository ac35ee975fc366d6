// When a service has to end: a signal, or the end of the npm that it was started through. `npx tickbench serve &` gives
// the shell npx's number, and npx leaves the program that it started behind when it is killed.

import { readFileSync } from 'node:fs'

const LOOK_MS = 250

/** Resolves at SIGINT and SIGTERM, and within half a second after npm or npx is gone where they started this process. */
export async function untilStopped(): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    if (process.env['npm_command'] === undefined) return
    const began = ancestors()
    timer = setInterval(() => {
      if (ancestors() !== began) resolve()
    }, LOOK_MS)
    timer.unref()
  })
  clearInterval(timer)
}

/** The parent, and its parent where Linux tells: npm starts a shell, which starts this. */
function ancestors(): string {
  const { ppid } = process
  try {
    const [, parentOfParent] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${ppid}/status`, 'utf8')) ?? []
    return `${ppid} ${parentOfParent ?? ''}`
  } catch {
    return `${ppid}`
  }
}
