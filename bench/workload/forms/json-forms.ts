// One JSON object a line, as nginx (log_format with escape=json), Caddy 2, Traefik and others write it. Which field is
// the client decides who buys: each form has exactly one, the first of CLIENTS that a line has.

import type { LogEntry, LogForm } from './form.ts'
import { parseEpoch, parseIsoDate, parseLogDate } from './log-date.ts'
import { clientName, siteName } from './names.ts'
import { withoutPrefix } from './prefix.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** nginx, Caddy since 2.7 and before, Traefik, Apache and others. */
const CLIENTS = [
  'remote_addr',
  'request.client_ip',
  'request.remote_ip',
  'request.remote_addr',
  'ClientHost',
  'client_ip',
  'remote_ip',
  'clientip',
  'remoteIp',
  'remote_host',
  'client',
] as const

const TIMES = ['time_iso8601', 'time_local', 'msec', 'ts', '@timestamp', 'timestamp', 'StartUTC', 'time'] as const
const METHODS = ['request_method', 'request.method', 'RequestMethod', 'method'] as const
const TARGETS = ['request_uri', 'request.uri', 'RequestPath', 'uri', 'url', 'path'] as const
const STATUSES = ['status', 'DownstreamStatus', 'status_code'] as const
const SIZES = ['body_bytes_sent', 'size', 'DownstreamContentSize', 'bytes_sent', 'body_bytes', 'bytes'] as const
const HOSTS = ['host', 'http_host', 'server_name', 'request.host', 'RequestHost', 'vhost'] as const

export const JSON_FORMS: readonly LogForm[] = CLIENTS.map((field, at) => jsonForm(field, CLIENTS.slice(0, at)))

/** `field` may be of an object in the object: `request.remote_ip`. Lines with one of the fields `without` are others'. */
export function jsonForm(field: string, without: readonly string[] = []): LogForm {
  return {
    name: `JSON lines with ${field}`,
    client: field,
    hasSizes: true,
    read(line) {
      const object = jsonObject(line)
      if (object === undefined || without.some((other) => clientOf(object, other) !== '')) return undefined
      return entryOf(object, field)
    },
  }
}

/** Of a line that holds one, behind what may have carried it. Several forms look at one line, one after another. */
export function jsonObject(line: string): JsonObject | undefined {
  if (line !== last.line) last = { line, object: objectIn(line) }
  return last.object
}

let last: { readonly line: string; readonly object: JsonObject | undefined } = { line: '', object: undefined }

function objectIn(line: string): JsonObject | undefined {
  const text = line.startsWith('{') ? line : (withoutPrefix(line) ?? '')
  if (!text.startsWith('{')) return undefined
  const object = parsed(text) ?? parsed(text.replace(NGINX_ESCAPE, String.raw`\\x$1`))
  return typeof object === 'object' && object !== null && !Array.isArray(object) ? (object as JsonObject) : undefined
}

/** What a line lacks for being one of a log that is understood, in words. */
export function lackOf(object: JsonObject): string {
  const client = CLIENTS.find((field) => clientOf(object, field) !== '')
  if (client === undefined) return 'a field with the client'
  if (timeOf(object) === undefined) return 'a time with its zone'
  if (requestOf(object) === undefined) return 'a request'
  return statusOf(object) === undefined ? 'a status' : 'a size'
}

function entryOf(object: JsonObject, field: string): LogEntry | undefined {
  const [client, atMs, request, status] = [clientOf(object, field), timeOf(object), requestOf(object), statusOf(object)]
  const sizeBytes = sizeOf(object)
  if (client === '' || atMs === undefined || request === undefined) return undefined
  if (status === undefined || sizeBytes === undefined) return undefined
  const host = HOSTS.filter((name) => name !== field).find((name) => textAt(object, name) !== undefined)
  return { client, host: siteName(textAt(object, host ?? '') ?? ''), atMs, request, status, sizeBytes }
}

function clientOf(object: JsonObject, field: string): string {
  return clientName(textAt(object, field) ?? '')
}

function timeOf(object: JsonObject): number | undefined {
  for (const field of TIMES) {
    const value = at(object, field)
    if (typeof value === 'number' && value > 0) return parseEpoch(value)
    if (typeof value !== 'string') continue
    const atMs = /^\d{1,19}(?:\.\d+)?$/.test(value)
      ? parseEpoch(Number(value))
      : (parseIsoDate(value) ?? parseLogDate(value))
    if (atMs !== undefined) return atMs
  }
  return undefined
}

/** As a request line. */
function requestOf(object: JsonObject): string | undefined {
  const whole = textAt(object, 'request')
  if (whole !== undefined) return whole
  const [method, target] = [METHODS, TARGETS].map((fields) => firstText(object, fields))
  return method === undefined || target === undefined ? undefined : `${method} ${target} HTTP/1.1`
}

function statusOf(object: JsonObject): string | undefined {
  const status = firstText(object, STATUSES)
  return status !== undefined && /^\d{3}$/.test(status) ? status : undefined
}

/** 0 where the log has none; undefined where it has one that is no size. */
function sizeOf(object: JsonObject): number | undefined {
  const size = firstText(object, SIZES) ?? '-'
  if (size === '-' || size === '') return 0
  return /^\d{1,15}$/.test(size) ? Number(size) : undefined
}

function firstText(object: JsonObject, fields: readonly string[]): string | undefined {
  const field = fields.find((name) => textAt(object, name) !== undefined)
  return field === undefined ? undefined : textAt(object, field)
}

function textAt(object: JsonObject, field: string): string | undefined {
  const value = at(object, field)
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}

/** A name with points is looked for as it stands first. */
function at(object: JsonObject, field: string): unknown {
  if (Object.hasOwn(object, field)) return object[field]
  const point = field.indexOf('.')
  const inner = point === -1 ? undefined : object[field.slice(0, point)]
  return typeof inner === 'object' && inner !== null ? at(inner as JsonObject, field.slice(point + 1)) : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Without escape=json nginx writes a byte as `\xhh`, which is no JSON. */
const NGINX_ESCAPE = /\\x([0-9a-f]{2})/gi
