import { describe, expect, it } from 'vitest'
import { observedChain } from '../../../src/chain/observed.ts'
import { indexedChain } from '../../../src/chain/step.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { observed } from '../../../src/crypto/observed.ts'
import { createTally } from '../../../src/crypto/operations.ts'
import type { Subject } from '../../run/executor.ts'
import type { CheckTools } from '../../../src/payment/cafe-tick/seller.ts'
import { cryptographySubject, tickCases, tickExecutor, tickSubject } from './ticks.ts'

const start = () => () => 3

/** What the operations of a subject compute, once it is ready. */
async function countsOf(open: (tools: CheckTools) => Promise<Subject>, operations: number) {
  const tally = createTally()
  let isCounting = false
  const observe: typeof tally.observe = (...seen) => (isCounting ? tally.observe(...seen) : undefined)
  const tools = { crypto: observed(nodeCrypto('p256'), observe), chain: observedChain(indexedChain, observe) }
  const { operation } = await open(tools)
  isCounting = true
  await operation(operations)
  return tally.read()
}

describe('a chain of ticks', () => {
  it('is paid whole on the card: a step a tick, one signature, and the MACs of opening and closing', async () => {
    const counts = await countsOf((tools) => tickSubject(tools, start), 3)
    expect(counts).toEqual({ hash: 192, chainStep: 192, mac: 6, sign: 3 })
  })

  it('costs without the card the same steps and the same signature', async () => {
    const counts = await countsOf((tools) => cryptographySubject(tools, start), 3)
    expect(counts).toEqual({ hash: 192, chainStep: 192, sign: 3 })
  })

  it('takes the time of the exchanges of all its chains at once', async () => {
    const tools = { crypto: nodeCrypto('p256'), chain: indexedChain }
    expect(await (await tickSubject(tools, start)).operation(4)).toBe(3)
  })

  it('is compared with its own cryptography, on every kind of chain', async () => {
    const display = tickCases().map(({ name, display: { peers, unitsPerOperation } }) => ({
      name,
      peers,
      unitsPerOperation,
    }))
    expect(display).toEqual([...ofChain('noble'), ...ofChain('fastest kernel')])
    for (const one of tickCases()) expect(await (await tickExecutor(start).open(one)).operation(1)).toBe(3)
  })
})

function ofChain(chain: string) {
  const tick = `tick, ${chain}`
  return [
    { name: tick, peers: [], unitsPerOperation: 64 },
    { name: `its hashes and signature alone, ${chain}`, peers: [tick], unitsPerOperation: 64 },
  ]
}
