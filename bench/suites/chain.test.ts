import { describe, expect, it } from 'vitest'
import { sha256 } from '@noble/hashes/sha2.js'
import { KERNELS } from '../../src/chain/kernel/select.ts'
import { elapsedStopwatch } from '../measure/stopwatch.ts'
import { chainExecutor } from './chain-case.ts'
import { chainCases } from './chain-cases.ts'
import { chainContestants, checkContestant, inventCoupons } from './chain-contestants.ts'
import { nativeReference } from './native-reference.ts'
import { loadPeers } from './peers.ts'
import { checkIds } from './suite.ts'

/** Stands for the packages that are not installed when tests run. */
const peer = { name: 'peer', hash: sha256 }
const nodes = {
  name: 'peer of nodes',
  hashInto(input: Uint8Array, output: Uint8Array) {
    for (let at = 0; at < input.length; at += 64) output.set(sha256(input.subarray(at, at + 64)), at / 2)
  },
}
const contestants = chainContestants([peer], KERNELS)
const reference = nativeReference(1, () => ({ program: ['/nowhere/yardstick'], compiler: 'invented' }))
const cases = chainCases(contestants, { nodes: [nodes], references: reference.cases }, 1)
const runnable = cases.filter(({ scenario }) => scenario !== 'native reference')

describe('the contestants', () => {
  it('are our kernels, noble, both ways of node, and the peers', () => {
    const names = contestants.map(({ name }) => name)
    expect(names).toEqual(['webassembly', 'typescript', 'noble', 'createHash', 'crypto.hash', 'peer'])
  })

  it.each(contestants.map((one) => [one.name, one] as const))('%s computes both steps', (_name, one) => {
    expect(() => checkContestant(one, 'plain')).not.toThrow()
    expect(() => checkContestant(one, 'indexed')).not.toThrow()
  })

  it.each(['plain', 'indexed'] as const)('are not measured on the %s step when they compute something else', (step) => {
    const wrong = { name: 'wrong', hash: (bytes: Uint8Array) => sha256(bytes).toReversed() }
    const [liar] = chainContestants([wrong], KERNELS).slice(-1)
    expect(() => checkContestant(liar!, step)).toThrow('wrong does not compute')
  })

  it('find each wrong coupon and no other', () => {
    for (const { coupons } of contestants) {
      for (const step of ['plain', 'indexed'] as const) {
        const invented = inventCoupons(step, 5)
        expect(coupons(step)(invented)).toBe(invented.matching)
        invented.expected[invented.expected.length - 1]! ^= 128
        expect(coupons(step)(invented)).toBe(invented.matching - 1)
      }
    }
  })
})

describe('the cases', () => {
  it('compare the fastest kernel with everybody, with its one-chain self and with C without Node', () => {
    const fastest = cases.find(({ name }) => name === 'indexed coupons, webassembly')
    expect(fastest?.display.peers).toEqual([
      'independent/indexed/typescript',
      'independent/indexed/noble',
      'independent/indexed/createHash',
      'independent/indexed/crypto.hash',
      'independent/indexed/peer',
      'one-chain/indexed/webassembly',
      'native-reference/coupons/indexed',
    ])
  })

  it('compare coupons of one block with nodes by the block, where a package hashes nodes only', () => {
    const fastest = cases.find(({ name }) => name === 'plain coupons, webassembly')
    expect(fastest?.display.peers).toContain('nodes/peer of nodes')
  })

  it('compare with no reference where none was compiled', () => {
    const alone = chainCases(contestants, { nodes: [], references: [] }, 1)
    expect(() => checkIds(alone)).not.toThrow()
  })

  it('compare with nothing that is not measured', () => {
    expect(() => checkIds(cases)).not.toThrow()
  })

  it.each(runnable.map((one) => [one.name, one] as const))('%s runs and takes time', async (_name, one) => {
    const { operation } = await chainExecutor(cases, elapsedStopwatch().start).open(one)
    expect(await operation(3)).toBeGreaterThan(0)
  })
})

it('says how to get the peers where they are not installed', async () => {
  const { notes, hashes } = await loadPeers('/nowhere')
  expect(hashes).toEqual([])
  expect(notes).toHaveLength(1)
})
