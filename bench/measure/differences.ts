// What differs between the machines, versions and facts of two runs: two figures can be compared where nothing does.

import { isDeepStrictEqual } from 'node:util'
import type { BenchDocument } from './result.ts'

/** Field by field, with the values of both where they are short. The clock's grain is measured anew each time and differs always. */
export function differencesOf(before: BenchDocument, after: BenchDocument): string[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  return Object.keys({ ...was, ...is })
    .filter((key) => key !== 'clockGrainNs' && !isDeepStrictEqual(was[key], is[key]))
    .map((key) => differenceOf(key, was[key], is[key]))
}

export function differenceOf(field: string, was: unknown, is: unknown): string {
  return isShort(was) && isShort(is) ? `${field} (${was}, ${is})` : field
}

function fieldsOf({ seed, environment: { facts, ...machine } }: BenchDocument): Readonly<Record<string, unknown>> {
  return { ...machine, ...facts, seed }
}

function isShort(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value.length <= 60)
}
