import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/crypto/random.ts'
import { elapsedStopwatch } from '../measure/stopwatch.ts'
import { signatureCases, signatureExecutor } from './signature.ts'

const cases = signatureCases()

it('signs and verifies with every suite that an engine has, and hashes on each engine', () => {
  expect(namesOf('verify')).toEqual([
    'verify ed25519, noble',
    'verify p256, noble',
    'verify ed25519, node',
    'verify p256, node',
    'verify rsa2048, node',
    'verify 1996, node',
  ])
  expect(namesOf('sign')).toHaveLength(6)
  expect(namesOf('hash')).toEqual(['hash, noble', 'hash, node'])
})

it('compares hashes with signatures of their own engine only', () => {
  for (const { target, display } of cases.filter(({ scenario }) => scenario === 'hash')) {
    expect(display.peers.length).toBeGreaterThan(0)
    expect(display.peers.filter((peer) => !peer.endsWith(`/${target}`))).toEqual([])
  }
})

describe('every case', () => {
  const executor = signatureExecutor(elapsedStopwatch().start, seededRandom(1))

  it.each(cases.map((one) => [one.name, one] as const))('%s runs and takes time', async (_name, one) => {
    const { operation } = await executor.open(one)
    expect(await operation(2)).toBeGreaterThan(0)
  })
})

function namesOf(work: string): string[] {
  return cases.filter(({ scenario }) => scenario === work).map(({ name }) => name)
}
