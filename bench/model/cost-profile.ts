// Counted operations times what one of each takes: modelled time, of all parties together, as if they computed one after
// the other. What travels between them, and what they store, is not in it.

import { findCardProfile } from '../../card-applets/time/card-profiles.ts'
import { durationAt } from '../../card-applets/time/durations.ts'
import { OPERATION_KINDS, type OperationCounts, type OperationKind } from '../../src/crypto/operations.ts'

export interface CostProfile {
  readonly name: string
  readonly title: string
  /** Nanoseconds of one operation, whatever its input; kinds that cost nothing of their own are left out. */
  readonly ns: Readonly<Partial<Record<OperationKind, number>>>
  /** Which figures are no measurements, and what else a reader must know. */
  readonly doubts: readonly string[]
}

/** The sum over all roles. A kind without a figure is free: `chainStep` is counted as a hash, too. */
export function costNs(operations: Readonly<Record<string, OperationCounts>>, { ns }: CostProfile): number {
  return Object.values(operations).reduce(
    (sum, counts) => OPERATION_KINDS.reduce((total, kind) => total + (counts[kind] ?? 0) * (ns[kind] ?? 0), sum),
    0,
  )
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
