// What a process that measures and the one that started it tell each other. Errors that a user can do something about
// cross with their class and code; anything else crosses as a message and is a fault.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import { WireFailure, type WireFailureCode } from '../../src/card/wire-failure.ts'
import type { BenchDocument } from '../measure/result.ts'
import { SampleLogError, type SampleLogErrorCode } from '../run/sample-log.ts'
import { NothingMeasurable, NothingMeasured, type SuiteOptions } from './suite.ts'

export type ToChild =
  | { readonly kind: 'run'; readonly suite: string; readonly options: SentOptions }
  | { readonly kind: 'stop' }

export type SentOptions = Omit<SuiteOptions, 'progress' | 'signal'>

export type FromChild =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly blocks: number }
  | { readonly kind: 'document'; readonly document: BenchDocument }
  | Failure

export type Failure = { readonly kind: 'failure'; readonly message: string } & (
  | { readonly of: 'samples'; readonly code: SampleLogErrorCode }
  | { readonly of: 'wire'; readonly code: WireFailureCode }
  | { readonly of: 'bytes'; readonly path: string }
  | { readonly of: 'nothingMeasured' | 'nothingMeasurable' }
  | { readonly of: 'fault' }
)

export function failureOf(error: unknown): Failure {
  const kind = 'failure'
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof SampleLogError) return { kind, message, of: 'samples', code: error.code }
  if (error instanceof WireFailure) return { kind, message, of: 'wire', code: error.code }
  if (error instanceof DecodeError) return { kind, message: error.reason, of: 'bytes', path: error.path }
  if (error instanceof NothingMeasured) return { kind, message, of: 'nothingMeasured' }
  if (error instanceof NothingMeasurable) return { kind, message, of: 'nothingMeasurable' }
  return { kind, message, of: 'fault' }
}

export function errorOf(failure: Failure): Error {
  switch (failure.of) {
    case 'samples':
      return new SampleLogError(failure.code, failure.message)
    case 'wire':
      return new WireFailure(failure.code, failure.message)
    case 'bytes':
      return new DecodeError(failure.path, failure.message)
    case 'nothingMeasured':
      return new NothingMeasured()
    case 'nothingMeasurable':
      return new NothingMeasurable(failure.message)
    case 'fault':
      return new Error(failure.message)
  }
}
