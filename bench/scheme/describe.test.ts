import { expect, it } from 'vitest'
import { createCrypto, SUITE_NAMES } from '../../src/crypto/engines.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { generateWorkload, workloadOf } from '../workload/generator.ts'
import { readOptions } from './contract/option.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from './contract/policy.ts'
import { describeTerms } from './describe.ts'
import { SCHEME_NAMES, SCHEME_OPTIONS } from './named.ts'
import { openSchemes } from './open.ts'
import { SCHEMES } from './schemes.ts'

function described(suite: (typeof SUITE_NAMES)[number]): string {
  const crypto = createCrypto('node', suite)
  if (crypto === undefined) throw new RangeError(`node offers ${suite}`)
  return describeTerms(SCHEMES, { policy: DEFAULT_POLICY, clear: DEFAULT_CLEARING, crypto })
}

it('warns of the 1996 suite, and of no other; and says when keys are shared', () => {
  expect(SUITE_NAMES.filter((suite) => described(suite).includes('insecure'))).toEqual(['1996'])
  expect(SUITE_NAMES.filter((suite) => described(suite).includes('are shared'))).toEqual(['rsa2048', '1996'])
})

it('reads options from code as the command line does', () => {
  const given = { ikp: '2kp', 'tick-policy': 'batch:8' }
  expect(readOptions(SCHEME_OPTIONS, given)).toEqual({ ikp: '2kp', 'tick-policy': { kind: 'batch', ticks: 8 } })
  expect(readOptions(SCHEME_OPTIONS, { 'tick-policy': { kind: 'open' } })).toEqual({ 'tick-policy': { kind: 'open' } })
})

it.each([{ ikp: '9kp' }, { 'chain-kept': 'nonsense' }, { ikpp: '2kp' }, { 'tick-policy': 'sometimes' }])(
  'refuses %j from code',
  (given) => {
    expect(() => readOptions(SCHEME_OPTIONS, given)).toThrow(RangeError)
  },
)

it('opens no scheme over prices that its unit does not divide', async () => {
  const workload = generateWorkload(workloadOf(10))
  const crypto = nodeCrypto('ed25519')
  const terms = { policy: DEFAULT_POLICY, clear: DEFAULT_CLEARING, crypto, seed: 1, profile: undefined }
  const opened = openSchemes(SCHEME_NAMES, workload, { ...terms, unit: 2n, cards: 'one-each' })
  await expect(opened).rejects.toThrow('a price of 1 is no multiple of the unit 2')
})
