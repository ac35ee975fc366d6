// From a request line (RFC 9112, clause 3) to what was bought and from whom: in the paper one iKP exchange buys into a
// document subtree of a server, and each request after it names the very document (µ-iKP, delivery of micro-products).
// A path is otherwise left as it was logged: percent-encoding, case, dot segments and slashes further in mean
// what their server takes them to mean.

/**
 * The path that a request line asks for, without query and fragment, or `undefined` where it names none.
 * Takes any method, absolute-form (`GET http://host/a`), a missing version (HTTP/0.9) and raw spaces in the target.
 * Leading slashes count as one: `//a/b` is `/a/b`.
 */
export function documentPath(requestLine: string): string | undefined {
  const target = requestTarget(requestLine)?.replace(SCHEME_AND_HOST, '/')
  if (target === undefined || !target.startsWith('/')) return undefined
  const path = target.replace(/[?#].*$/s, '').replace(/^\/+/, '/')
  // Layouts send text in normal form C, and a seller must come back under the name it left with.
  return path.normalize('NFC')
}

/** Does the method of a request line answer without a document (RFC 9110, 9.3.2, 9.3.6 to 9.3.8)? */
export function asksForNoDocument(requestLine: string): boolean {
  return NO_DOCUMENT.test(requestLine)
}

/** The document subtree that sells a path: `/a` for `/a/` and below, `/` for a page at the top level. */
export function sellerOf(path: string): string {
  const end = path.indexOf('/', 1)
  return end === -1 ? '/' : path.slice(0, end)
}

// No regular expression over the whole line: with runs of spaces in a hostile target it would take quadratic time.
function requestTarget(requestLine: string): string | undefined {
  const methodEnd = requestLine.indexOf(' ')
  if (methodEnd === -1 || !METHOD.test(requestLine.slice(0, methodEnd))) return undefined
  const rest = requestLine.slice(methodEnd).trim()
  const versionStart = rest.lastIndexOf(' ') + 1
  return versionStart > 0 && VERSION.test(rest.slice(versionStart)) ? rest.slice(0, versionStart).trimEnd() : rest
}

/** A method is a token (RFC 9110, 5.6.2); what does not begin with one is not HTTP. */
const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

const NO_DOCUMENT = /^(?:HEAD|OPTIONS|TRACE|CONNECT) /i

const VERSION = /^HTTP\/\d(?:\.\d)?$/i

const SCHEME_AND_HOST = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*\/?/i
