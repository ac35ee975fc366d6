// What a user can do about a log: commands that run when they are pasted.

import { shellWord } from '../words/started-as.ts'
import type { Cure } from './forms/unknown.ts'
import type { Packing } from './input/marks.ts'

/** Prints the command that reads another trace, with options put behind its verb. */
export type Again = (trace: string, ...options: readonly string[]) => string

export const plainAgain: Again = (trace, ...options) =>
  ['tickbench', 'compare', ...options.map((word) => shellWord(word)), fileWord(trace)].join(' ')

export function cureCommand(cure: Cure, path: string, isGzip: boolean, again: Again): string {
  if ('clientField' in cure) return again(path, '--client-field', cure.clientField)
  if (path === '-') return `${cure.filter} | ${again('-')}`
  const reading = isGzip ? `zcat ${fileWord(path)} | ${cure.filter}` : `${cure.filter} ${fileWord(path)}`
  return `${reading} | ${again('-')}`
}

export function unpackCommand({ tool, filter }: Packing, isInGzip: boolean, path: string, again: Again): string {
  if (path === '-') return `${isInGzip ? 'zcat | ' : ''}${filter} | ${again('-')}`
  const reading = isInGzip ? `zcat ${fileWord(path)} | ${filter}` : `${tool} ${fileWord(path)}`
  return `${reading} | ${again('-')}`
}

/** A name that begins like an option is no option in a folder. */
function fileWord(path: string): string {
  return shellWord(path.startsWith('-') && path !== '-' ? `./${path}` : path)
}
