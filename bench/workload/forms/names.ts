// Who a logged field names. One client has one name, however it was written: an address without its port, an IPv4
// address that was mapped into IPv6 (RFC 4291, 2.5.5.2) as IPv4, IPv6 in the text of RFC 5952, the first of a list of
// X-Forwarded-For (each proxy adds whom it heard from behind it).

import { isIP } from 'node:net'

/** The client that a field names, or an empty text where it names none. */
export function clientName(field: string): string {
  if (IPV4.test(field)) return field
  const known = KNOWN.get(field)
  if (known !== undefined) return known
  const name = readClient(field)
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear()
  KNOWN.set(field, name)
  return name
}

/** The site that a field names, whatever its port; empty where it names none. */
export function siteName(field: string): string {
  const known = SITES.get(field)
  if (known !== undefined) return known
  const name = withoutPort(unquoted(field)).toLowerCase().replace(/\.$/, '').normalize('NFC')
  const site = name === '-' || name === '_' ? '' : name
  if (SITES.size >= MOST_KNOWN) SITES.clear()
  SITES.set(field, site)
  return site
}

export function isAddress(field: string): boolean {
  return isIP(addressText(withoutPort(firstOf(field)))) !== 0
}

/** A name of the Domain Name System with a point in it. */
export function isDottedName(field: string): boolean {
  return DOTTED_NAME.test(withoutPort(field)) && !isAddress(field)
}

/** Ports below 1024 are servers': no client calls from one. */
export function hasServerPort(field: string): boolean {
  const port = /:(\d{1,5})$/.exec(field)?.[1]
  return port !== undefined && Number(port) < 1024 && isIP(field) === 0
}

function readClient(field: string): string {
  const name = addressText(withoutPort(firstOf(field)))
  const version = isIP(name)
  if (version === 4) return name
  if (version === 6) return canonical(name)
  if (name.endsWith(':') || !NAME.test(name)) return ''
  return (DOTTED_NAME.test(name) ? name.toLowerCase().replace(/\.$/, '') : name).normalize('NFC')
}

function canonical(address: string): string {
  // A zone (RFC 4007) is no part of a URL.
  if (address.includes('%')) return address.toLowerCase()
  const text = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [, high, low] = MAPPED.exec(text) ?? []
  if (high === undefined || low === undefined) return text
  const bits = (Number.parseInt(high, 16) << 16) | Number.parseInt(low, 16)
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.')
}

/** `[2001:db8::1]` as `2001:db8::1`. */
function addressText(text: string): string {
  const inner = text.slice(1, -1)
  return text.startsWith('[') && text.endsWith(']') && isIP(inner) === 6 ? inner : text
}

/** Of a list, in quotes or not. */
function firstOf(field: string): string {
  const [first = ''] = unquoted(field).split(',', 1)
  return first.trim()
}

function withoutPort(text: string): string {
  return isIP(text) === 6 ? text : (PORT.exec(text)?.[1] ?? text)
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
}

const IPV4 = /^(?:(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])\.){3}(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])$/

const PORT = /^(\[[^\]]*\]|[^:]+):\d{1,5}$/

const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/

/** The last label is no number: `0.003` is none. */
const DOTTED_NAME = /^(?=.{1,254}$)(?:[a-z0-9_-]{1,63}\.)+[a-z_-][a-z0-9_-]{0,62}\.?$/i

/** What logs make of clients beside addresses and names: numbers and hashes that hide them. */
const NAME = /^[^\s"[\]{}<>|,;]+$/

const KNOWN = new Map<string, string>()

const SITES = new Map<string, string>()

/** A log names its clients again and again, and a hostile one names no two alike. */
const MOST_KNOWN = 100_000
