// Numbers beside an axis: as everywhere, but without digits that say nothing.

import { formatCount, formatNs } from '../../words/format.ts'

export function shortNs(ns: number): string {
  return ns === 0 ? '0' : short(formatNs(ns))
}

export function shortCount(count: number): string {
  return short(formatCount(count))
}

function short(text: string): string {
  return text.replace(/\.0+(?!\d)|(\.\d*[1-9])0+(?!\d)/, '$1')
}
