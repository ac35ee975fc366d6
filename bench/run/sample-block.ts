// What a run keeps: the samples that one process has taken of one case, raw, in whole nanoseconds, as one line of JSON.
// Everything else is derived from these and can be derived again.

import * as v from 'valibot'
import { COUNT, NUMBER, type Declared } from '../measure/json-document.ts'

export const SAMPLE_BLOCK = v.pipe(
  v.object({
    /** Name of the case. */
    name: v.string(),
    /** With the round it names the process. */
    seat: v.string(),
    round: COUNT,
    /** In each sample. */
    operations: v.pipe(COUNT, v.minValue(1, 'none')),
    /** The share of the time of its process in which others had the processor. */
    waitedShare: NUMBER,
    /** The share of the other processors' time that others had meanwhile. */
    busyShare: v.exactOptional(NUMBER),
    /** In the order of time and from the first on, cold ones included; each for all operations of the sample. */
    operationNs: v.pipe(v.array(COUNT), v.nonEmpty('an empty list')),
    /** As many, each taken beside the sample of the same place; empty where the case has no baseline. */
    baselineNs: v.array(COUNT),
  }),
  v.forward(
    v.check(
      ({ baselineNs, operationNs }) => baselineNs.length === 0 || baselineNs.length === operationNs.length,
      'not as many samples as operationNs, nor none',
    ),
    ['baselineNs'],
  ),
)
export type SampleBlock = Declared<typeof SAMPLE_BLOCK>

/** Without the line's end. */
export function printBlock(block: SampleBlock): string {
  return JSON.stringify(block)
}
