// The same with a million payments: oracle.lab.ts.

import { describe, expect, it } from 'vitest'
import { nobleKernel } from '../../../../chain/kernel/noble.ts'
import { typescriptKernel } from '../../../../chain/kernel/typescript.ts'
import { webAssemblyKernel } from '../../../../chain/kernel/webassembly.ts'
import { createEngine } from './engine.ts'
import { VERDICTS } from './verdict.ts'
import { CAPACITY, compareWithOracle, LONGEST_SKIP } from './testing/random-payments.ts'

const KERNELS = { webAssemblyKernel, typescriptKernel, nobleKernel }

describe.each(Object.entries(KERNELS))('on %s', (name, create) => {
  it('decides as the slow implementation does, payment by payment, and takes as many steps', () => {
    const options = { capacity: CAPACITY, longestSkip: LONGEST_SKIP }
    const seen = compareWithOracle(
      () => createEngine({ ...options, kernel: create('indexed') }),
      name === 'webAssemblyKernel' ? 60 : 8,
    )
    expect([...seen.keys()].sort()).toEqual([...VERDICTS].sort())
  })
})
