import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { NothingMeasurable } from './suite.ts'
import { errorOf, failureOf } from './child-messages.ts'

describe('an error that crosses', () => {
  it.each([
    new WireFailure('noReader', 'no reader is here'),
    new DecodeError('Status.balance', 'too few bytes'),
    new NothingMeasurable('not measured, no answer: reset'),
  ])('keeps its class, its code and its line: $message', (error) => {
    const crossed = errorOf(structuredClone(failureOf(error)))
    expect(crossed).toStrictEqual(error)
  })

  it('is a fault when it is none of these', () => {
    expect(failureOf(new TypeError('broken'))).toEqual({ kind: 'failure', of: 'fault', message: 'broken' })
  })
})
