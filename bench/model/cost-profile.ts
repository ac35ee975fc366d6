// Counted operations times what one of each takes: modelled time, of all parties together, as if they computed one after
// the other. What travels between them, and what they store, is not in it.

import { findCardProfile } from '../../card-applets/time/card-profiles.ts'
import { durationAt } from '../../card-applets/time/durations.ts'
import { OPERATION_KINDS, type OperationCounts, type OperationKind } from '../../src/crypto/operations.ts'

/** Nanoseconds of one operation, whatever its input; kinds that cost nothing of their own are left out. */
export type Prices = Readonly<Partial<Record<OperationKind, number>>>

export interface CostProfile {
  readonly name: string
  readonly title: string
  readonly ns: Prices
  /** Those of each process that measured them; absent where prices are published, and so no estimate. */
  readonly processes?: readonly Prices[]
  /** Which figures are no measurements, and what else a reader must know. */
  readonly doubts: readonly string[]
}

/** By kind, over all roles. A kind without a figure is free: `chainStep` is counted as a hash, too. */
export function partsNs(operations: Readonly<Record<string, OperationCounts>>, prices: Prices): number[] {
  const all = Object.values(operations)
  return OPERATION_KINDS.map((kind) => all.reduce((sum, counts) => sum + (counts[kind] ?? 0), 0) * (prices[kind] ?? 0))
}

export function costNs(operations: Readonly<Record<string, OperationCounts>>, prices: Prices): number {
  return partsNs(operations, prices).reduce((sum, part) => sum + part, 0)
}

/** The workstation that Rivest and Shamir reckon with: 1 : 100 : 10,000 for hash, RSA verification and RSA signature. */
export function workstation1996(): CostProfile {
  const [hash, mac] = [workstationNs('sha1'), workstationNs('retailMac3Des')]
  const [sign, verify] = [workstationNs('rsa1024Sign'), workstationNs('rsa1024Verify')]
  return {
    name: 'workstation-1996',
    title: 'workstation of 1996',
    ns: { hash, mac, sign, verify, encrypt: verify, decrypt: sign, agree: sign, cipher: mac },
    doubts: [
      'assumed: encryption costs a verification, decryption and key agreement a signature, a MAC or cipher call two hashes',
      'assumed: every hash costs the same, whatever its length; messages and storage cost nothing',
      'every party is given the speed of the workstation, the card too: no card of 1996 was measured by anybody we know of',
    ],
  }
}

function workstationNs(operation: 'sha1' | 'retailMac3Des' | 'rsa1024Sign' | 'rsa1024Verify'): number {
  const profile = findCardProfile('workstation-1996')
  const duration = profile && durationAt(profile, operation, 0)
  if (duration === undefined) throw new RangeError(`the workstation of 1996 has no figure for ${operation}`)
  return duration.ns
}
