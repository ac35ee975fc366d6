// A session as a file: a line of JSON that says what it is, then an event a line. Written while it happens; what was
// written stands, whatever ends the program.

import type { LabEvent } from './event.ts'

/** In the first line of every session file. */
export const SESSION_SCHEMA = 'tickbench.lab/1'

export interface SessionHeader {
  readonly schema: typeof SESSION_SCHEMA
  readonly tickbench: string
  /** The command that made it. */
  readonly command: string
}

/** The first line, its line break included. */
export function printHeader(header: Omit<SessionHeader, 'schema'>): string {
  return `${JSON.stringify({ schema: SESSION_SCHEMA, ...header })}\n`
}

/** Any other line, its line break included. */
export function printEvent(event: LabEvent): string {
  return `${JSON.stringify(event)}\n`
}
