// How text may look where it goes: how many columns it may take, and whether it may be painted.

import { NO_PAINT, type Paint } from './paint.ts'

export interface Look {
  /** Infinity where nothing is folded: a file, a pipe, a page. */
  readonly width: number
  readonly paint: Paint
}

export const PLAIN: Look = { width: Infinity, paint: NO_PAINT }

/** For a part that stands indented by so many columns. */
export function narrower(look: Look, columns: number): Look {
  return { ...look, width: look.width - columns }
}
