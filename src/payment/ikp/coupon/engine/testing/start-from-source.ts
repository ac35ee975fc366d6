// Starts a thread from its TypeScript source. A worker of Node 20 knows no loader of its parent, so its program is a line
// that registers one and then imports the thread.

import { Worker } from 'node:worker_threads'
import type { StartThread } from '../pool.ts'

/** Of a pool. */
export const startFromSource: StartThread = (task) =>
  workerFromSource(new URL('../pool-thread.ts', import.meta.url), task)

export function workerFromSource(program: URL, workerData: unknown): Worker {
  // Quoted, since a folder's name may hold an apostrophe.
  const [loader, thread] = [import.meta.resolve('tsx/esm/api'), program.href].map((url) => JSON.stringify(url))
  const code = `import(${loader}).then(({ register }) => { register(); return import(${thread}) })`
  const worker = new Worker(code, { eval: true, workerData })
  worker.unref()
  return worker
}
