// A folder for what tests find once a run (answer-once.ts); it goes when the run ends.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tickbench-memo-'))
  project.provide('memoFolder', folder)
  return () => rmSync(folder, { recursive: true })
}

declare module 'vitest' {
  interface ProvidedContext {
    memoFolder: string
  }
}
