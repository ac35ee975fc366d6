import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webAssemblyKernel } from '../../src/chain/kernel/webassembly.ts'
import { createEnginePool, type EnginePool } from '../../src/payment/ikp/coupon/engine/pool.ts'
import { startFromSource } from '../../src/payment/ikp/coupon/engine/testing/start-from-source.ts'
import { elapsedStopwatch } from '../measure/stopwatch.ts'
import { chainExecutor } from './chain-case.ts'
import { chainCounts } from './chain-counts.ts'
import { redemptionCases } from './redemption-cases.ts'
import { sellerCases, type SellerSizes } from './seller-cases.ts'
import {
  alongStream,
  enginePath,
  givenEnginePath,
  naivePath,
  plainPath,
  answeringKernel,
  type SellerPath,
} from './seller-paths.ts'
import { inventStream } from './seller-stream.ts'
import { checkIds } from './suite.ts'

const kernel = () => webAssemblyKernel('indexed')
const stream = inventStream(kernel(), { buyers: 20, payments: 4096 }, 3)
const { start } = elapsedStopwatch()

let pool: EnginePool
beforeAll(async () => {
  pool = createEnginePool({ kernel: kernel(), capacity: 20, threads: 2, handOff: 1, start: startFromSource })
  await pool.ready
})
afterAll(() => pool.stop())

describe.each<[string, () => SellerPath]>([
  ['the engine', () => enginePath(stream, kernel())],
  ['the engine without its hashing', () => enginePath(stream, answeringKernel(stream, kernel()))],
  ['the engine of a pool', () => givenEnginePath(stream, pool.engine)],
  ['the plain seller', () => plainPath(stream)],
  ['the naive seller', () => naivePath(stream)],
])('%s', (_name, pathOf) => {
  it('accepts what is honest and nothing else, and again after a reset', () => {
    const path = pathOf()
    for (let pass = 0; pass < 2; pass += 1) {
      const accepted = Array.from({ length: 64 }, (_, at) => path.take(at * 64, (at + 1) * 64))
      expect(accepted).toEqual(Array.from({ length: 64 }, () => 60))
      path.reset()
    }
  })

  it('goes along the stream as often as it takes', () => {
    expect(alongStream(stream, pathOf(), 1024, start)(11)).toBeGreaterThan(0)
  })
})

it('does not measure a path that judges wrongly', () => {
  const lenient: SellerPath = { take: (first, end) => end - first, reset: () => undefined }
  expect(() => alongStream(stream, lenient, 1024, start)(1)).toThrow('judged payments wrongly')
})

describe('the cases', () => {
  const size = { buyers: 30, payments: 4096 }
  const sizes: SellerSizes = { few: size, many: { ...size, buyers: 500 }, shared: size, handedOff: [2048] }
  const cases = [...sellerCases(sizes, 1), ...redemptionCases(3000)]
  const onOneThread = cases.filter(({ parameters }) => parameters['threads'] !== 2)

  it.each(onOneThread.map((one) => [one.name, one] as const))('%s runs and takes time', async (_name, one) => {
    const subject = await chainExecutor(cases, start).open(one)
    expect(await subject.operation(3)).toBeGreaterThan(0)
    await subject.close?.()
  })

  it('compare with nothing that is not measured', () => {
    expect(() => checkIds(cases)).not.toThrow()
  })
})

it('counts memory for open chains and what a buyer of a chain stores and hashes', () => {
  const [memory, smooth, pebbles] = chainCounts({ openChains: 5000, length: 2 ** 10 }).map(({ counts }) => counts)
  expect(memory).toEqual({ 'bytes each': 80, 'bytes in all': 400_000 })
  expect(smooth?.['hashes a payment, most']).toBe(1)
  expect(pebbles).toEqual({
    'state bytes, most': 9 + 11 * 16,
    'hashes a payment, most': 5,
    'hashes a payment, mean': (8 * 2 ** 9 + 1) / 2 ** 10, // (k - 2) 2^(k - 1) + 1 in all, for k = 10 (chain/SPEC.md 4)
  })
})
