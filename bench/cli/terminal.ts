// Where output goes: results to standard output, everything else to standard error. Handed in, so that tests read what
// a user would see. What is longer than a line of the terminal is folded here; tables fit by themselves, for they know
// what may go (`look`). Commands are said as this program was started.

import { writeSync } from 'node:fs'
import type { Look } from '../words/look.ts'
import { COLOURS, harmless, NO_PAINT } from '../words/paint.ts'
import { fold } from '../words/prose.ts'
import { asStarted } from '../words/started-as.ts'
import { wantsColour, type ColourChoice } from './colour.ts'
import { EXIT } from './exit.ts'

export interface Terminal {
  /** Results. */
  out(text: string): void
  /** A result for programs, such as JSON: never folded. */
  document(text: string): void
  /** Everything else. */
  err(text: string): void
  /** How results may look: as wide as the terminal of standard output, Infinity where that is none. */
  readonly look: Look
  /** The same for standard error. */
  readonly errLook: Look
  /** True when standard error is a terminal that can redraw a line. */
  readonly canRedraw: boolean
  /** True when standard input is a terminal: nobody has piped a file. */
  readonly inputIsTerminal: boolean
}

/** One way out: where text goes at last, and how it may look there. */
export interface Way {
  readonly write: (text: string) => void
  readonly look: Look
}

export interface Ways extends Pick<Terminal, 'canRedraw' | 'inputIsTerminal'> {
  readonly out: Way
  readonly err: Way
}

/**
 * Names come from documents, profiles and cards of anybody: they do not steer the terminal. Ours are its colours, and to
 * erase a line.
 */
export function terminalOf({ out, err, ...rest }: Ways): Terminal {
  return {
    ...rest,
    out: (text) => out.write(harmless(fold(asStarted(text), out.look.width))),
    document: (text) => out.write(harmless(text)),
    err: (text) => err.write(harmless(fold(asStarted(text).replaceAll(ERROR, err.look.paint.bad), err.look.width))),
    look: out.look,
    errLook: err.look,
  }
}

/** How every error of ours begins. */
const ERROR = /^tickbench:(?= )/gm

export function processTerminal(choice: ColourChoice = 'auto'): Terminal {
  const { stdout, stderr, stdin } = process
  for (const stream of [stdout, stderr]) stream.on('error', endOnBrokenOutput)
  return terminalOf({
    out: wayTo(stdout, choice),
    err: wayTo(stderr, choice),
    canRedraw: stderr.isTTY,
    inputIsTerminal: stdin.isTTY,
  })
}

/** Of a terminal that does not know its own. */
const USUAL_COLUMNS = 80

function wayTo(stream: NodeJS.WriteStream, choice: ColourChoice): Way {
  const isTerminal = stream.isTTY
  const { columns } = stream
  const width = columns > 0 ? columns : USUAL_COLUMNS
  const paint = wantsColour(choice, { isTerminal, env: process.env }) ? COLOURS : NO_PAINT
  return { write: (text) => void stream.write(text), look: { width: isTerminal ? width : Infinity, paint } }
}

/**
 * A reader that has seen enough, such as `head`, closes the pipe: that is no fault of anybody. A full disk is: results
 * would be lost with the exit code of a run that is whole.
 */
function endOnBrokenOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit()
  try {
    writeSync(2, `tickbench: the output cannot be written (${error.code}): send it where there is room\n`)
  } catch {
    // Standard error is what broke; the exit code has to tell.
  }
  process.exit(EXIT.usage)
}
