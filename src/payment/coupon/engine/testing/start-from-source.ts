// Starts a pool's thread from its TypeScript source. A worker of Node 20 knows no loader of its parent, so its program
// is a line that registers one and then imports the thread.

import { Worker } from 'node:worker_threads'
import type { StartThread } from '../pool.ts'

export const startFromSource: StartThread = (task) => {
  const loader = import.meta.resolve('tsx/esm/api')
  const program = new URL('../pool-thread.ts', import.meta.url).href
  const code = `import('${loader}').then(({ register }) => { register(); return import('${program}') })`
  const worker = new Worker(code, { eval: true, workerData: task })
  worker.unref()
  return worker
}
