// A session as a file: a line of JSON that says what it is, then an event a line. Written while it happens; what was
// written stands, whatever ends the program.

import type { LabEvent } from './event.ts'

export const SESSION_SCHEMA = 'tickbench.lab/1'

export interface SessionHeader {
  readonly schema: typeof SESSION_SCHEMA
  readonly tickbench: string
  /** The command that made it. */
  readonly command: string
}

export function printHeader(header: Omit<SessionHeader, 'schema'>): string {
  return `${JSON.stringify({ schema: SESSION_SCHEMA, ...header })}\n`
}

export function printEvent(event: LabEvent): string {
  return `${JSON.stringify(event)}\n`
}
