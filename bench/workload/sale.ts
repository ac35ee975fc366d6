// From a request that was logged to a document that is paid for.

import { asksForNoDocument, documentPath, sellerOf } from './document-path.ts'
import type { LogEntry } from './forms/form.ts'
import type { MicroTransaction, SkipReason } from './micro-transaction.ts'
import type { PriceRule } from './price.ts'

/** For people. */
export const SALE_RULE =
  'each request answered 200 or 206 is a payment, but HEAD, OPTIONS, TRACE and CONNECT; the client buys, the document subtree sells'

/** What an entry makes its client pay, or why it makes it pay nothing. */
export function saleOf(entry: LogEntry, price: PriceRule): MicroTransaction | SkipReason {
  const { client, host, atMs, request, status, sizeBytes } = entry
  if (!isPlainText(client) || !isPlainText(host) || !isPlainText(request)) return 'malformed'
  if (!DELIVERED.has(status)) return 'status'
  if (asksForNoDocument(request)) return 'noProduct'
  const path = documentPath(request)
  if (path === undefined) return 'noPath'
  if (sizeBytes > price.largestBytes) return 'tooLarge'
  const seller = `${host}${sellerOf(path)}`
  return { buyer: client, seller, item: `${host}${path}`, price: price.priceOf(sizeBytes), atMs }
}

/** Servers escape control characters; a raw one would reach the terminal of whoever reads the results. */
function isPlainText(text: string): boolean {
  return !NOT_PLAIN.test(text)
}

const DELIVERED: ReadonlySet<string> = new Set(['200', '206'])

/** Half a character of UTF-16, as JSON may have it, has no bytes and could not be sent. */
const NOT_PLAIN = /[\p{Cc}\p{Cs}]/u
