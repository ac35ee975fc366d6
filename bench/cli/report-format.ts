// What `report --out` writes: the format follows the name of the file, and `--format` may say it too.

import { extname } from 'node:path'
import { UserError } from './exit.ts'

export const REPORT_FORMATS = ['html', 'md', 'csv', 'json', 'svg', 'pdf', 'png'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

const OTHER_NAMES: Readonly<Record<string, ReportFormat>> = { htm: 'html', markdown: 'md' }

export interface FormatWords {
  readonly format: ReportFormat | undefined
  readonly json: boolean
  readonly out: string | undefined
}

/** A page unless anything says otherwise. Throws `UserError` where two say different things. */
export function formatFor({ format, json, out }: FormatWords): ReportFormat {
  const named = out === undefined || out === '-' ? undefined : formatOfName(out)
  const said = [
    ...(format === undefined ? [] : [{ option: `--format ${format}`, means: format }]),
    ...(json ? [{ option: '--json', means: 'json' as const }] : []),
    ...(named === undefined ? [] : [{ option: `--out ${out ?? ''}`, means: named }]),
  ]
  const [first] = said
  const other = said.find(({ means }) => means !== first?.means)
  if (first === undefined || other === undefined) return first?.means ?? 'html'
  throw new UserError(`${first.option} and ${other.option} contradict each other: leave one out`)
}

function formatOfName(file: string): ReportFormat | undefined {
  const extension = extname(file).slice(1).toLowerCase()
  return REPORT_FORMATS.find((format) => format === extension) ?? OTHER_NAMES[extension]
}
