// W3C Extended Log File Format (W3C working draft WD-logfile-960323), as IIS and CloudFront write it: a directive names
// the fields of the lines that follow it. Date and time are of UTC.

import type { LogEntry, LogForm } from './form.ts'
import { parseIsoDate } from './log-date.ts'
import { clientName, siteName } from './names.ts'

/** A line that steers the lines behind it and is no request. */
export function isDirective(line: string): boolean {
  return DIRECTIVE.test(line)
}

/** The form of the lines behind a directive `#Fields:`; undefined for another line. `client`: --client-field. */
export function w3cForm(directive: string, client = ''): LogForm | undefined {
  if (!FIELDS.test(directive)) return undefined
  const fields = directive.replace(FIELDS, '').trim().split(/\s+/)
  const clientField = client === '' ? firstOf(fields, CLIENTS) : client
  return {
    name: 'W3C extended',
    client: clientField ?? 'none',
    hasSizes: fields.includes(SIZE),
    read: (line) => read(line, fields, clientField),
  }
}

function read(line: string, fields: readonly string[], clientField: string | undefined): LogEntry | undefined {
  const values = line.trimEnd().split(line.includes('\t') ? '\t' : ' ')
  if (values.length !== fields.length || clientField === undefined) return undefined
  const value = (field: string | undefined) => (field === undefined ? '' : (values[fields.indexOf(field)] ?? ''))
  const [client, status, size] = [clientName(value(clientField)), value('sc-status'), value(SIZE)]
  const atMs = parseIsoDate(`${value('date')}T${value('time')}Z`)
  const target = value(firstOf(fields, TARGETS))
  if (client === '' || atMs === undefined || target === '' || !/^\d{3}$/.test(status)) return undefined
  if (!/^(?:\d{1,15}|-?)$/.test(size)) return undefined
  const request = `${value('cs-method')} ${target} HTTP/1.1`
  const host = siteName(value(firstOf(fields, SITES)))
  return { client, host, atMs, request, status, sizeBytes: size === '-' || size === '' ? 0 : Number(size) }
}

function firstOf(fields: readonly string[], wanted: readonly string[]): string | undefined {
  return wanted.find((field) => fields.includes(field))
}

const FIELDS = /^#Fields:/i

const DIRECTIVE = /^#(?:Version|Fields|Software|Start-Date|End-Date|Date|Remark):/i

const SIZE = 'sc-bytes'

const CLIENTS = ['c-ip', 'x-forwarded-for', 'X-Forwarded-For', 'cs(X-Forwarded-For)', 'c-dns']

const TARGETS = ['cs-uri-stem', 'cs-uri']

const SITES = ['x-host-header', 'cs-host', 'cs(Host)']
