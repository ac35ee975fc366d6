// Who is measured by the suite `chain`: our kernels, and everybody's hash function on the same two steps.

import { createHash, hash } from 'node:crypto'
import { sha256 } from '@noble/hashes/sha2.js'
import { BATCH_COUPONS, type ChainKernel } from '../../src/chain/kernel/kernel.ts'
import { REFERENCE_CHAINS } from '../../src/chain/kernel/noble.ts'
import { selectKernel, type KernelCandidate } from '../../src/chain/kernel/select.ts'
import type { StepName } from '../../src/chain/kernel/step-block.ts'
import { CHAIN_ID_BYTES } from '../../src/chain/step.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { kernelCandidates } from '../native/fastest-kernel.ts'
import type { HashPeer } from './peers.ts'

export interface Contestant {
  readonly name: string
  /** Names of those that it is compared with. */
  readonly rivals: readonly string[]
  /** Each call gives functions of its own, so that no measurement spoils the compiled code of another. */
  readonly chain: (step: StepName) => ChainWalk
  readonly coupons: (step: StepName) => CouponJudge
}

/** Moves `value` in place from index 0 to `steps`. */
export type ChainWalk = (id: Uint8Array, value: Uint8Array, steps: number) => void

/** How many of the coupons lead in one step to what is expected of them. */
export type CouponJudge = (coupons: Coupons) => number

/** BATCH_COUPONS rows as they come from outside: bytes in columns, in memory that no contestant owns. */
export interface Coupons {
  readonly ids: Uint8Array
  readonly values: Uint8Array
  readonly expected: Uint8Array
  /** Indices of the values, and of what is expected: one more. */
  readonly from: Uint32Array
  readonly to: Uint32Array
  readonly matching: number
}

/** The fastest kernel against everybody, the other kernels against the reference. */
export function chainContestants(
  peers: readonly HashPeer[],
  kernels: readonly KernelCandidate[] = kernelCandidates(),
): Contestant[] {
  const [fastest, ...others] = kernelContestants(kernels)
  const hashes = hashContestants(peers)
  if (fastest === undefined) return hashes
  return [{ ...fastest, rivals: [...others, ...hashes].map(({ name }) => name) }, ...others, ...hashes]
}

/** Those that pass their self-test here. */
function kernelContestants(kernels: readonly KernelCandidate[]): Contestant[] {
  return kernels.filter(works).map(({ name, create }) => ({
    name,
    rivals: [REFERENCE],
    chain: (step) => {
      const kernel = create(step)
      return (id, value, steps) => kernel.advance(id, value, 0, steps)
    },
    coupons: (step) => judgeByKernel(create(step)),
  }))
}

function hashContestants(peers: readonly HashPeer[]): Contestant[] {
  const hashes: readonly HashPeer[] = [
    { name: REFERENCE, hash: sha256 },
    { name: 'createHash', hash: (bytes) => createHash('sha256').update(bytes).digest() },
    { name: 'crypto.hash', hash: (bytes) => hash('sha256', bytes, 'buffer') },
    ...peers,
  ]
  return hashes.map((peer) => ({
    name: peer.name,
    rivals: [],
    chain: (step) => {
      const next = stepOn(step, peer)
      return (id, value, steps) => {
        for (let index = 1; index <= steps; index += 1) value.set(next(id, index, value))
      }
    },
    coupons: (step) => judgeByHash(step, peer),
  }))
}

/** One row in sixteen is wrong, as a seller might meet it on a bad day. */
export function inventCoupons(step: StepName, seed: number): Coupons {
  const random = seededRandom(seed, `coupons for ${step}`)
  const f = REFERENCE_CHAINS[step]
  const ids = random(BATCH_COUPONS * CHAIN_ID_BYTES)
  const values = random(BATCH_COUPONS * f.valueBytes)
  const from = Uint32Array.from({ length: BATCH_COUPONS }, (_, row) => row * 3)
  const to = from.map((index) => index + 1)
  const expected = new Uint8Array(values.length)
  for (const [row, index] of from.entries()) {
    const reached = f.walk(rowOf(ids, row, CHAIN_ID_BYTES), rowOf(values, row, f.valueBytes), index, index + 1)
    if (row % WRONG_ROWS === 0) reached[0] = (reached[0] ?? 0) ^ 1
    expected.set(reached, row * f.valueBytes)
  }
  return { ids, values, expected, from, to, matching: BATCH_COUPONS - BATCH_COUPONS / WRONG_ROWS }
}

/** 100 steps and one batch against the reference: nobody is measured who does not compute the right thing. */
export function checkContestant({ name, chain, coupons }: Contestant, step: StepName): void {
  const f = REFERENCE_CHAINS[step]
  const [id, value] = [new Uint8Array(CHAIN_ID_BYTES).fill(7), new Uint8Array(f.valueBytes).fill(9)]
  const expected = f.walk(id, value, 0, 100)
  chain(step)(id, value, 100)
  const invented = inventCoupons(step, 1)
  const right = value.every((byte, at) => byte === expected[at]) && coupons(step)(invented) === invented.matching
  if (!right) throw new Error(`${name} does not compute the ${step} step`)
}

const REFERENCE = 'noble'
const WRONG_ROWS = 16

function works(candidate: KernelCandidate): boolean {
  return STEPS.every((step) => selectKernel(step, [candidate]).kernel.name === candidate.name)
}

const STEPS: readonly StepName[] = ['plain', 'indexed']

/** Copying in and counting verdicts are part of the work: coupons do not grow in the kernel's memory. */
function judgeByKernel(kernel: ChainKernel): CouponJudge {
  const { batch } = kernel
  const { matches } = batch
  return ({ ids, values, expected, from, to }) => {
    if (batch.ids.length > 0) batch.ids.set(ids)
    batch.values.set(values)
    batch.expected.set(expected)
    batch.from.set(from)
    batch.to.set(to)
    kernel.match(BATCH_COUPONS)
    let matching = 0
    for (let row = 0; row < matches.length; row += 1) matching += matches[row] ?? 0
    return matching
  }
}

function judgeByHash(step: StepName, peer: HashPeer): CouponJudge {
  const next = stepOn(step, peer)
  const { valueBytes } = REFERENCE_CHAINS[step]
  return ({ ids, values, expected, to }) => {
    let matching = 0
    for (let row = 0; row < BATCH_COUPONS; row += 1) {
      const value = values.subarray(row * valueBytes, (row + 1) * valueBytes)
      const id = step === 'plain' ? ids : ids.subarray(row * CHAIN_ID_BYTES, (row + 1) * CHAIN_ID_BYTES)
      if (equalAt(next(id, to[row] ?? 0, value), expected, row * valueBytes)) matching += 1
    }
    return matching
  }
}

/** PB_index from the value before it. The result may be overwritten by the next call. */
type NextValue = (id: Uint8Array, index: number, value: Uint8Array) => Uint8Array

function stepOn(step: StepName, peer: HashPeer): NextValue {
  if (step === 'plain') return (_id, _index, value) => peer.hash(value)
  // "TICKv1" 00 00 || id || u32(index) || value, as step.ts declares it.
  const input = Uint8Array.of(0x54, 0x49, 0x43, 0x4b, 0x76, 0x31, ...new Uint8Array(38))
  const view = new DataView(input.buffer)
  return (id, index, value) => {
    input.set(id, 8)
    view.setUint32(24, index)
    input.set(value, 28)
    return peer.hash(input).subarray(0, 16)
  }
}

function equalAt(found: Uint8Array, expected: Uint8Array, start: number): boolean {
  for (let at = 0; at < found.length; at += 1) if (found[at] !== expected[start + at]) return false
  return true
}

function rowOf(column: Uint8Array, row: number, bytes: number): Uint8Array {
  return column.subarray(row * bytes, (row + 1) * bytes)
}
