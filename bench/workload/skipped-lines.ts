// The lines of a log that became no payment: counted by reason and kind, each kind with its first line.

import { excerpt } from './excerpt.ts'
import type { SkippedKind, SkipReason } from './micro-transaction.ts'

export class SkippedLines {
  readonly counts: Record<SkipReason, number> = { malformed: 0, status: 0, noProduct: 0, noPath: 0, tooLarge: 0 }
  readonly #kinds = new Map<string, Kind>()

  /** The cure is asked for the first line of a kind. */
  add({ reason, line, text, kind, cure }: SkippedLine): void {
    this.counts[reason] += 1
    const known = this.#kinds.get(kind)
    if (known !== undefined) known.lines += 1
    else this.#kinds.set(kind, { reason, kind, lines: 1, firstLine: line, text: excerpt(text), cure: cure?.() ?? null })
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0)
  }

  /** Most lines first; those of a status are as they should be. */
  kinds(): readonly SkippedKind[] {
    return this.all().filter(({ reason }) => reason !== 'status')
  }

  all(): readonly SkippedKind[] {
    return [...this.#kinds.values()].toSorted((a, b) => b.lines - a.lines)
  }
}

interface SkippedLine {
  readonly reason: SkipReason
  /** Its number. */
  readonly line: number
  readonly text: string
  readonly kind: string
  readonly cure?: () => string | null
}

interface Kind extends SkippedKind {
  lines: number
}
