// A page that was saved: its session, events and details lie in it, and there is nobody to give orders to.

import type { EventDetail } from '../../contract.ts'
import { SAVED_PAGE, type SavedPage, type Source } from './source.ts'

const refuse = async (): Promise<string> => 'This is a saved page: nothing runs behind it.'

export function savedSource(): Source | undefined {
  const text = document.getElementById(SAVED_PAGE)?.textContent
  if (text === undefined || text === null) return undefined
  const { session, events, details } = JSON.parse(text) as SavedPage
  const bySeq = new Map(details.map((detail): [number, EventDetail] => [detail.event.seq, detail]))
  return {
    isLive: false,
    open(sink) {
      sink.session(session)
      sink.events(events)
      sink.connection('open')
    },
    refresh: async () => undefined,
    order: refuse,
    takeSeat: refuse,
    load: refuse,
    detail: async (seq) => bySeq.get(seq),
    saveAddress: () => undefined,
  }
}
