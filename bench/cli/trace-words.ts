// What may stand behind `--trace`, before anything is parsed.

import { DEFAULT_TRACE, TRACE_WORDS } from '../witness/lines.ts'

/**
 * `--trace apdus writes` as `--trace=apdus,writes`, and `--trace access.log` as `--trace` before a file: what is no word
 * of a trace belongs to the verb. Words behind `--` are another program's.
 */
export function withTraceWords(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--')
  const [own, others] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end)]
  const words: string[] = []
  for (let at = 0; at < own.length; at += 1) {
    const word = own[at] ?? ''
    if (word !== '--trace') {
      words.push(word)
      continue
    }
    const asked: string[] = []
    while (isTraceList(own[at + 1])) asked.push(own[(at += 1)] ?? '')
    words.push(`--trace=${asked.length === 0 ? DEFAULT_TRACE.join(',') : asked.join(',')}`)
  }
  return [...words, ...others]
}

/** Some of the words, with commas between them. */
export function isTraceList(word: string | undefined): boolean {
  return word?.split(',').every((part) => TRACE_WORDS.some((each) => each === part)) === true
}
