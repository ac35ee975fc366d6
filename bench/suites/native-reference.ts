// The regime `native reference` of the suite `chain`: the C of the native kernel without Node around it, on the work of the
// other contestants. Shares are told of it: how much of what this processor does in C is left in JavaScript.

import { printHex } from '../../src/bytes/hex.ts'
import { BATCH_COUPONS } from '../../src/chain/kernel/kernel.ts'
import { REFERENCE_CHAINS } from '../../src/chain/kernel/noble.ts'
import type { StepName } from '../../src/chain/kernel/step-block.ts'
import { CHAIN_ID_BYTES } from '../../src/chain/step.ts'
import { CompilerError, findCompiler } from '../native/compile.ts'
import {
  startYardstick,
  yardstickProgram,
  type Program,
  type Yardstick,
  type YardstickWork,
} from '../native/yardstick.ts'
import { CaseLost, type Subject } from '../run/executor.ts'
import type { ChainCase } from './chain-case.ts'
import { inventCoupons } from './chain-contestants.ts'

type Kind = YardstickWork['kind']

export function referenceId(kind: Kind, step: StepName): string {
  return `native-reference/${kind}/${step}`
}

export interface NativeReference {
  /** None where nothing compiles it. */
  readonly cases: readonly ChainCase[]
  /** The compiler, for the environment. */
  readonly facts: Readonly<Record<string, string>>
  readonly notes: readonly string[]
}

export function nativeReference(seed: number, compiled: typeof compileReference = compileReference): NativeReference {
  try {
    const { program, compiler } = compiled()
    const cases = (['chain', 'coupons'] as const).flatMap((kind) =>
      (['plain', 'indexed'] as const).map((step) => referenceCase(program, kind, step, seed)),
    )
    return { cases, facts: { compiler }, notes: [] }
  } catch (error) {
    if (!(error instanceof CompilerError)) throw error
    return { cases: [], facts: {}, notes: [`native reference: not measured, ${error.message}`] }
  }
}

function compileReference(): { readonly program: Program; readonly compiler: string } {
  const compiler = findCompiler()
  return { program: yardstickProgram(compiler), compiler: compiler.version }
}

function referenceCase(program: Program, kind: Kind, step: StepName, seed: number): ChainCase {
  return {
    name: `${step} ${kind}, C without Node`,
    scenario: 'native reference',
    target: 'C',
    seat: 'C without Node',
    parameters: { kind, step, ...(kind === 'coupons' && { batch: BATCH_COUPONS }) },
    display: {
      id: referenceId(kind, step),
      regime: 'native reference',
      ...(kind === 'coupons' && { unitsPerOperation: BATCH_COUPONS }),
      peers: [],
    },
    open: () => openReference(program, kind, step, seed),
  }
}

/** A program that does not run here, or computes something else, is no reference: its case is lost and the others go on. */
async function openReference(program: Program, kind: Kind, step: StepName, seed: number): Promise<Subject> {
  const { ids, values, expected, from, to, matching } = inventCoupons(step, seed)
  const given = [ids, values, expected, bytesOf(from), bytesOf(to), bytesOf(Uint32Array.of(matching))]
  const yardstick = await startYardstick(program, { kind, step, given }).catch(lose)
  const chain = REFERENCE_CHAINS[step]
  const reached = chain.walk(ids.subarray(0, CHAIN_ID_BYTES), values.subarray(0, chain.valueBytes), 0, 100)
  if (yardstick.reached !== printHex(reached)) {
    await yardstick.close()
    throw new CaseLost('the native reference computes something else')
  }
  return {
    operation: (operations) => timeOf(yardstick, operations),
    close: () => yardstick.close(),
  }
}

async function timeOf(yardstick: Yardstick, operations: number): Promise<number> {
  const ns = await yardstick.operation(operations).catch(lose)
  if (!(ns > 0)) throw new CaseLost('the native reference judged a coupon wrongly')
  return ns
}

function lose(cause: Error): never {
  throw new CaseLost(cause.message, { cause })
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
