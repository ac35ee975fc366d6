// A progress line with the time left: only on a terminal, only for work that takes over two seconds.

import type { Terminal } from './terminal.ts'

export interface ProgressLine {
  /** `done` of `total`; draws at most ten times a second. */
  update(done: number, total: number): void
  /** Removes the line. */
  clear(): void
}

const SILENCE_MS = 2000
const REDRAW_MS = 100
const BAR_WIDTH = 30

/** `clockMs` is monotonic. */
export function progressLine(
  terminal: Terminal,
  quiet: boolean,
  clockMs: () => number = () => performance.now(),
): ProgressLine {
  const startMs = clockMs()
  let drawnMs = startMs
  let drawn = false
  if (quiet || !terminal.canRedraw) return { update: () => undefined, clear: () => undefined }
  return {
    update(done, total) {
      const nowMs = clockMs()
      if (nowMs - startMs < SILENCE_MS || nowMs - drawnMs < REDRAW_MS) return
      drawnMs = nowMs
      drawn = true
      terminal.err(`\r${barText(done, total, nowMs - startMs)}\u001b[K`)
    },
    clear() {
      if (drawn) terminal.err('\r\u001b[K')
      drawn = false
    },
  }
}

/** `██████░░░░ 62 %  0:04 left` */
export function barText(done: number, total: number, elapsedMs: number): string {
  const share = total === 0 ? 1 : done / total
  const filled = Math.round(share * BAR_WIDTH)
  const left = done === 0 ? '' : `  ${clockText(((total - done) / done) * elapsedMs)} left`
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${Math.floor(share * 100)} %${left}`
}

function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
