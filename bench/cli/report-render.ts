// A report as what was asked for: text, or a figure as a picture for a paper. What cannot be done is said before anything
// is drawn.

import { InvalidArgumentError } from 'commander'
import { PAPER_WIDTHS, paperPicture, type PaperPicture, type PaperTerms } from '../report/paper.ts'
import { reportPage } from '../report/page.ts'
import { pagePdf, picturePdf, picturePng } from './print/print.ts'
import { reportCsv, reportMarkdown } from '../report/report-text.ts'
import { reportDocument, type Report } from '../report/report.ts'
import { writeText } from './bench-files.ts'
import { UserError } from './exit.ts'
import { neededBrowser, unlessItFails } from './print-errors.ts'
import type { ReportFormat } from './report-format.ts'
import type { Terminal } from './terminal.ts'

export interface PaperOptions {
  readonly figure: readonly string[] | undefined
  /** Inches. */
  readonly width: number | undefined
  readonly panel: number | undefined
}

const LEAST_INCHES = 2
const MOST_INCHES = 40

/** Of `--width`. */
export function paperWidth(text: string): number {
  const preset = Object.entries(PAPER_WIDTHS).find(([name]) => name === text)?.[1]
  const inches = preset ?? (/^\d{1,2}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN)
  if (inches >= LEAST_INCHES && inches <= MOST_INCHES) return inches
  throw new InvalidArgumentError(`give column, page, or inches from ${LEAST_INCHES} to ${MOST_INCHES}.`)
}

/** How a report leaves: as text, as one picture, or as a printed page. */
export type Rendering = (report: Report) => Promise<string | Uint8Array>

/** Throws `UserError` for what does not go together, and where no browser prints. */
export function renderingFor(format: ReportFormat, file: string | undefined, options: PaperOptions): Rendering {
  const { figure = [], width, panel } = options
  const isPicture = format === 'svg' || format === 'png' || (format === 'pdf' && figure.length === 1)
  if (!isPicture && (width !== undefined || panel !== undefined)) {
    throw new UserError('--width and --panel are for one --figure as svg, pdf or png')
  }
  if (isPicture && figure.length !== 1) throw new UserError(`${format} is of one figure: name it with --figure NAME`)
  if (isText(format)) return (report) => Promise.resolve(TEXTS[format](report))
  const terms = { widthInches: width ?? PAPER_WIDTHS.page, ...(panel !== undefined && { panel }) }
  if (format === 'svg') return (report) => Promise.resolve(pictureOf(report, figure, terms).svg)
  if (file === undefined || file === '-') throw new UserError(`${format} goes to a file: add --out FILE.${format}`)
  const browser = neededBrowser(`--out ${file}`)
  if (!isPicture) return (report) => unlessItFails(pagePdf(browser, reportPage(report)))
  const print = format === 'png' ? picturePng : picturePdf
  return (report) => unlessItFails(print(browser, pictureOf(report, figure, terms)))
}

type TextFormat = Exclude<ReportFormat, 'svg' | 'png' | 'pdf'>

const TEXTS: Readonly<Record<TextFormat, (report: Report) => string>> = {
  html: reportPage,
  md: reportMarkdown,
  csv: reportCsv,
  json: (report) => `${JSON.stringify(reportDocument(report))}\n`,
}

function isText(format: ReportFormat): format is TextFormat {
  return format in TEXTS
}

function pictureOf({ figures }: Report, names: readonly string[], terms: PaperTerms): PaperPicture {
  const [figure] = figures
  const name = names[0] ?? ''
  if (figure === undefined) throw new UserError(`--figure ${name}: none of the runs given has what it shows`)
  try {
    return paperPicture(figure, terms)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new UserError(`--panel ${terms.panel ?? ''}: ${name} has no such picture, ${cause.message}`, undefined, {
      cause,
    })
  }
}

/** `file` is a file, - or, for text, undefined. */
export function deliver(content: string | Uint8Array, file: string | undefined, terminal: Terminal): void {
  if (typeof content === 'string' && (file === undefined || file === '-')) terminal.document(content)
  else if (file !== undefined) {
    writeText('--out', file, content)
    terminal.out(`Report  ${file}\n`)
  }
}
