// Whether two runs may be judged beside each other: the same machine, the same version of Node, the same question, and
// samples taken alike. What is the program's own choice, such as a kernel, may differ: it may be the whole change.

import { isDeepStrictEqual } from 'node:util'
import { differenceOf } from './differences.ts'
import type { Environment } from './environment.ts'
import { idOf } from './find-result.ts'
import type { BenchDocument, BenchResult } from './result.ts'

/** Of a suite: its clock, its workload, its card. */
const FACTS = ['time', 'collector', 'workload', 'suite', 'profile', 'wire', 'ATR', 'reader', 'driver', 'protocol']

/** The first field that keeps them apart, with both values where they are short; undefined where none does. */
export function whatDiffers(before: BenchDocument, after: BenchDocument): string | undefined {
  return whereDiffers(before.environment, after.environment) ?? samplesDiffer(before, after)
}

/** The same before anything is measured. */
export function whereDiffers(before: Environment, after: Environment): string | undefined {
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  const odd = Object.keys(was).find((field) => !isDeepStrictEqual(was[field], is[field]))
  return odd === undefined ? undefined : differenceOf(odd, was[odd], is[odd])
}

function fieldsOf({ cpu, node, flags, facts }: Environment): Readonly<Record<string, unknown>> {
  return { processor: cpu, node, flags, ...Object.fromEntries(FACTS.map((fact) => [fact, facts[fact]])) }
}

function samplesDiffer(before: BenchDocument, after: BenchDocument): string | undefined {
  for (const is of after.results) {
    const was = before.results.find((one) => one.origin === is.origin && idOf(one) === idOf(is))
    if (was === undefined) continue
    const [old, now] = [was, is].map(({ name, seat }) => seat ?? name)
    if (was.name === is.name && old !== now) return differenceOf(`what shares a process with ${is.name}`, old, now)
    if (!areAlike(was, is)) return differenceOf(`operations in a sample of ${is.name}`, was.operations, is.operations)
  }
  return undefined
}

/** A sample of half as many operations more meets the collector about as often; pilots of one program are nearer than that. */
const MOST_MORE = 1.5

function areAlike({ operations: was = 1 }: BenchResult, { operations: is = 1 }: BenchResult): boolean {
  return Math.max(was, is) <= MOST_MORE * Math.min(was, is)
}
