// Documents without a measurement, for what prints and compares them.

import type { Environment } from '../environment.ts'
import type { BenchDocument, BenchResult } from '../result.ts'

export const inventedEnvironment: Environment = {
  platform: 'linux 6.1 x64',
  cpu: 'Invented 1',
  processors: 2,
  cpuFeatures: ['sha_ni'],
  memoryBytes: 4 * 2 ** 30,
  node: '20.20.2',
  v8: '11.3',
  openssl: '3.0.19',
  flags: [],
  packages: {},
  commit: '0123456789abcdef0123456789abcdef01234567',
  clockSource: 'tsc',
  clockGrainNs: 40,
  facts: { kernel: 'webassembly' },
}

export function inventedDocument(results: readonly BenchResult[], part: Partial<BenchDocument> = {}): BenchDocument {
  return {
    schema: 'tickbench.bench/2',
    suite: 'invented',
    seed: 7,
    confidence: 0.95,
    environment: inventedEnvironment,
    results,
    notes: [],
    ...part,
  }
}

export function inventedResult(part: Partial<BenchResult> = {}): BenchResult {
  return {
    name: 'a',
    regime: 'one',
    origin: 'measured',
    perSecond: { median: 1e6, low: 9e5, high: 1.1e6 },
    ratioTo: {},
    samples: 31,
    processNs: Array.from({ length: 31 }, () => 1000),
    doubts: [],
    ...part,
  }
}
