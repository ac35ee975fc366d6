// The lab that serves this page: events come as a stream of the server, orders go to it one by one. The key comes in the
// address's fragment, which no server is sent, and is kept for this tab only.

import type { LabEvent } from '../../../witness/event.ts'
import type { EventDetail, OrderRefused, SessionView } from '../../contract.ts'
import type { Gap, Sink, Source } from './source.ts'

const KEY_NAME = 'tickbench-key'
const AGAIN_MS = 1000

/** Of `#key`, or `#key=…` among others. The address bar, and so its history and what is projected, forgets it. */
export function takeKey(): string {
  const fragment = location.hash.slice(1)
  if (fragment !== '') {
    sessionStorage.setItem(KEY_NAME, new URLSearchParams(fragment).get('key') ?? fragment)
    history.replaceState(null, '', location.pathname + location.search)
  }
  return sessionStorage.getItem(KEY_NAME) ?? ''
}

export function liveSource(key: string): Source {
  const address = (path: string, query: Readonly<Record<string, string>> = {}): string =>
    `${path}?${new URLSearchParams({ key, ...query }).toString()}`
  const post = async (path: string, body: BodyInit): Promise<string | undefined> => {
    const headers = { 'Content-Type': 'application/json', 'X-Tickbench-Key': key }
    try {
      const answer = await fetch(path, { method: 'POST', headers, body })
      return answer.ok ? undefined : ((await answer.json()) as OrderRefused).error
    } catch {
      return 'The lab does not answer.'
    }
  }
  let session: Sink['session'] | undefined
  return {
    isLive: true,
    open(sink) {
      session = (view) => sink.session(view)
      follow(sink, address)
    },
    async refresh() {
      const answer = await askSession(address)
      if (typeof answer === 'object') session?.(answer)
    },
    order: (order) => post('/api/orders', JSON.stringify({ id: crypto.randomUUID(), ...order })),
    takeSeat: () => post('/api/seat', '{}'),
    load: (file) => post('/api/load', file),
    detail: async (seq) => {
      try {
        const answer = await fetch(address(`/api/events/${seq}`))
        return answer.ok ? ((await answer.json()) as EventDetail) : undefined
      } catch {
        return undefined
      }
    },
    saveAddress: (format) => address('/api/save', { as: format }),
  }
}

type Address = (path: string, query?: Readonly<Record<string, string>>) => string

/** A tab that is not seen has no stream: a browser allows six connections to a host, and each stream holds one. */
function follow(sink: Sink, address: Address): void {
  let stream: EventSource | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let last = 0
  const receive = (events: readonly LabEvent[]): void => {
    // a session that begins anew counts anew
    last = Math.max(events[0]?.seq === 1 ? 0 : last, events.at(-1)?.seq ?? 0)
    sink.events(events)
  }
  const stop = (): void => {
    stream?.close()
    stream = undefined
    clearTimeout(again)
  }
  const start = (): void => {
    stop()
    if (document.hidden) return
    const own = (stream = new EventSource(address('/api/events', { after: String(last) })))
    own.addEventListener('open', () => sink.connection('open'))
    own.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as readonly LabEvent[]))
    own.addEventListener('state', ({ data }) => sink.session(JSON.parse(String(data)) as SessionView))
    own.addEventListener('gap', ({ data }) => sink.gap(JSON.parse(String(data)) as Gap))
    own.addEventListener('error', () => {
      stop()
      sink.connection('lost')
      again = setTimeout(() => void begin(), AGAIN_MS)
    })
  }
  const begin = async (): Promise<void> => {
    const answer = await askSession(address)
    if (answer === 'lost') {
      sink.connection('lost')
      again = setTimeout(() => void begin(), AGAIN_MS)
    } else if (answer === 'gone') sink.connection('gone')
    else {
      sink.session(answer)
      start()
    }
  }
  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : void begin()))
  void begin()
}

async function askSession(address: Address): Promise<SessionView | 'lost' | 'gone'> {
  try {
    const answer = await fetch(address('/api/session'))
    return answer.ok ? ((await answer.json()) as SessionView) : 'gone'
  } catch {
    return 'lost'
  }
}
