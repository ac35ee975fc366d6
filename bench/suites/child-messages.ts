// What a process that measures and the one that started it tell each other.

import type { BenchDocument } from '../measure/result.ts'
import type { SampleLogErrorCode } from '../run/sample-log.ts'
import type { SuiteOptions } from './suite.ts'

export type ToChild =
  | { readonly kind: 'run'; readonly options: Omit<SuiteOptions, 'progress' | 'signal'> }
  | { readonly kind: 'stop' }

export type FromChild =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'document'; readonly document: BenchDocument }
  /** With a code for a mistake of the user's. */
  | { readonly kind: 'failure'; readonly message: string; readonly code: SampleLogErrorCode | undefined }
