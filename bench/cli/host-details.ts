// The machine of a run as a paper names it: what decides its times, and the versions that it ran on.

import { readMachine } from '../measure/environment.ts'
import type { RunFacts } from '../compare/document.ts'
import { hostFacts } from './about.ts'

export function hostDetails(): RunFacts['environment'] {
  const { v8, openssl, memoryBytes, cpuFeatures, flags, packages } = readMachine()
  return { ...hostFacts(), v8, openssl, memoryBytes, cpuFeatures, flags, packages }
}
