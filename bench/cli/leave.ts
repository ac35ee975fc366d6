// The end of the process. It ends by itself when nothing holds it, with the exit code that was set; but native code that
// waits for a service which hangs holds it for ever, and `process.exit` would wait for that code, too. What is said then
// is what is known: native code is only blamed where some is loaded.

/** Longer than anything takes to close that closes at all, on a busy machine too. */
const GRACE_MS = 30_000

/** To be called last. A process that is held is ended by a signal, whose number is then its exit code. */
export function leave(graceMs: number = GRACE_MS): void {
  const held = (): void => {
    if (process.stdout.writableLength > 0) return leave(graceMs)
    process.stderr.write(`tickbench: ${holder()}: ended by force\n`, () => process.kill(process.pid, 'SIGKILL'))
  }
  // It does not hold the process itself.
  setTimeout(held, graceMs).unref()
}

function holder(): string {
  if (hasAddOn()) return 'native code still waits for a reader or its service'
  return `something still holds it (${[...new Set(process.getActiveResourcesInfo())].join(', ')}), please report it`
}

/** Libraries that were loaded while it ran, such as the drivers of readers. */
function hasAddOn(): boolean {
  const { sharedObjects } = process.report.getReport() as unknown as { readonly sharedObjects: readonly string[] }
  return sharedObjects.some((file) => file.endsWith('.node'))
}
