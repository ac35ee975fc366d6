// A lab without an engine: it serves the built page and an invented session, holds where the pace says so, and takes the
// orders that a demonstration needs. Run it to look at the page: `npx tsx bench/lab/page/testing/serve-fake.ts`.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from '../../../measure/package-folder.ts'
import { eventText } from '../../../witness/lines.ts'
import type { LabEvent } from '../../../witness/event.ts'
import type { EventDetail, Order, OrderName, Pace, SessionState, SessionView } from '../../contract.ts'
import { savedPage, servedPage } from '../../page-shell.ts'
import { laneViews } from './fake-lanes.ts'
import { CARD_LANE, COUPON_LANE, InventedSession } from './invented.ts'

const BUILT = join(packageFolder(), 'dist/bench/lab/page')
const MOST_A_FRAME = 256

export function builtPage(): { readonly script: string; readonly style: string } {
  return { script: readFileSync(join(BUILT, 'lab.js'), 'utf8'), style: readFileSync(join(BUILT, 'lab.css'), 'utf8') }
}

export class FakeLab {
  session = new InventedSession()
  readonly #server: Server
  readonly #streams = new Set<ServerResponse>()
  #pace: Pace = { kind: 'live' }
  #state: SessionState = 'ready'
  #running: Generator<LabEvent> | undefined
  #held: LabEvent | undefined
  #sent = 0
  #drives = true

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/#key=drive`
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.end()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Payments without a pause, at a rate of events. */
  flood(perSecond: number): () => void {
    let due = 0
    const timer = setInterval(() => {
      for (due += perSecond / 50; due >= 1; due -= 1) this.#advanceFlood()
      this.#flush()
    }, 20)
    return () => clearInterval(timer)
  }

  /** Many at once. */
  burst(payments: number): void {
    for (let at = 0; at < payments; at += 1) for (const _ of this.session.pay()) continue
    this.#flush()
  }

  #advanceFlood(): void {
    this.#running ??= this.session.pay()
    if (this.#running.next().done === true) this.#running = undefined
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://lab')
    const kind = (type: string): ServerResponse =>
      response.setHeader('Content-Type', type).setHeader('Content-Security-Policy', CSP)
    if (url.pathname === '/') return void kind('text/html; charset=utf-8').end(servedPage())
    if (url.pathname === '/lab.js') return void kind('text/javascript').end(builtPage().script)
    if (url.pathname === '/lab.css') return void kind('text/css').end(builtPage().style)
    if (url.pathname === '/api/seat') {
      this.#drives = true
      this.#flush(true)
      return void response.writeHead(204).end()
    }
    if (request.method === 'POST')
      return this.#order(JSON.parse(await bodyOf(request)) as Order, kind('application/json'))
    if (url.pathname === '/api/session') return void kind('application/json').end(JSON.stringify(this.view))
    if (url.pathname === '/api/events')
      return this.#stream(Number(url.searchParams.get('after')), kind('text/event-stream'))
    if (url.pathname === '/api/save') return void kind('text/html').end(this.saved())
    const event = this.session.events[Number(url.pathname.split('/').at(-1)) - 1]
    if (event === undefined) return void response.writeHead(404).end()
    kind('application/json').end(JSON.stringify(detailOf(event)))
  }

  get streams(): number {
    return this.#streams.size
  }

  /** Another page takes the seat. */
  unseat(): void {
    this.#drives = false
    this.#flush(true)
  }

  /** Another session begins in this lab. */
  beginAnew(): void {
    this.session = new InventedSession()
    this.#sent = 0
    this.#flush(true)
  }

  saved(): string {
    const { script, style } = builtPage()
    const { events } = this.session
    return savedPage({ session: this.view, events, details: events.map(detailOf) }, script, style)
  }

  #stream(after: number, response: ServerResponse): void {
    this.#streams.add(response)
    response.on('close', () => this.#streams.delete(response))
    response.write(': beat\n\n')
    writeFrames(response, this.session.events.slice(after))
  }

  #flush(isOrdered = false): void {
    const fresh = this.session.events.slice(this.#sent)
    this.#sent = this.session.events.length
    for (const stream of this.#streams) {
      writeFrames(stream, fresh)
      if (isOrdered) stream.write(`event: state\ndata: ${JSON.stringify(this.view)}\n\n`)
    }
  }

  #order(order: Order, response: ServerResponse): void {
    if (!this.#orders.includes(order.do)) {
      response.writeHead(409).end(JSON.stringify({ error: `Not while the session is ${this.#state}.` }))
      return
    }
    this.#obey(order)
    this.#flush(true)
    response.writeHead(202).end(JSON.stringify({ state: this.#state, seq: this.session.events.length }))
  }

  #obey(order: Order): void {
    switch (order.do) {
      case 'pay':
        this.#running = repeated(() => this.session.pay(), order.times)
        return this.#run()
      case 'pace':
        this.#pace = order.pace
        return this.#state === 'held' && order.pace.kind !== 'step' ? this.#run() : undefined
      case 'pause':
        this.#pace = { kind: 'step', size: 'write' }
        return
      case 'step':
        return this.#run()
      case 'tear':
        if (this.#held?.kind === 'write') for (const _ of this.session.tear(this.#held, order.when)) continue
        this.#running = undefined
        this.#state = 'ready'
        return
      case 'pull':
        this.#state = 'cardOut'
        return
      case 'insert':
      case 'reset':
        this.#state = 'ready'
        return
      case 'intervene':
      case 'script':
        this.#running = this.session.verdict()
        return this.#run()
      default:
        return
    }
  }

  /** On to where the pace holds, or to the end. */
  #run(): void {
    for (;;) {
      const next = this.#running?.next()
      if (next === undefined || next.done === true) break
      if (this.#pace.kind === 'step' && STOPS[this.#pace.size]?.includes(next.value.kind) === true) {
        this.#held = next.value
        this.#state = 'held'
        return
      }
    }
    this.#running = undefined
    this.#held = undefined
    this.#state = 'ready'
  }

  get #orders(): readonly OrderName[] {
    if (this.#state === 'held') return ['step', 'pace', 'tear', 'pull', 'note']
    if (this.#state === 'cardOut') return ['insert', 'reset']
    return ['pay', 'replay', 'call', 'settle', 'pace', 'tear', 'pull', 'intervene', 'script', 'reset']
  }

  get view(): SessionView {
    const { events } = this.session
    return {
      schema: 'tickbench.session/1',
      state: this.#state,
      says: '',
      pace: this.#pace,
      lanes: laneViews(this.session),
      settings: { seed: 7, profile: 'JCOP4 contact', suite: 'p256' },
      orders: this.#orders,
      interventions: [
        { name: 'again', title: 'Send again', lane: CARD_LANE, says: 'the last command once more' },
        { name: 'clone', title: 'Clone card', lane: CARD_LANE, says: 'its image in a second slot' },
        { name: 'earlier', title: 'Earlier card', lane: CARD_LANE, says: 'puts back what the card was before' },
        { name: 'replay', title: 'Deliver again', lane: COUPON_LANE, says: 'the last message once more' },
        { name: 'twice', title: 'Coupon twice', lane: COUPON_LANE, says: 'the last coupon to the same seller' },
        { name: 'steal', title: 'Stolen coupon', lane: COUPON_LANE, says: 'a stranger shows it first' },
        { name: 'forge', title: 'Forged clearing', lane: COUPON_LANE, says: 'the seller claims more than it has' },
      ],
      scripts: [{ name: 'over-clearing', title: 'Over-clearing', lane: COUPON_LANE, says: 'a seller claims twice' }],
      firstSeq: 1,
      lastSeq: events.length,
      drives: this.#drives,
      watchers: 2,
    }
  }
}

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

const STOPS: Readonly<Record<string, readonly LabEvent['kind'][]>> = {
  payment: ['paid'],
  message: ['command', 'response', 'sent'],
  check: ['judged'],
  write: ['write'],
}

function detailOf(event: LabEvent): EventDetail {
  const fields = 'fields' in event ? (event.fields ?? []) : []
  return {
    event,
    fields: fields.map(([path, from, to, value]) => ({ path, from, to, wire: `${to - from} B`, meaning: '', value })),
    checks:
      event.kind === 'judged'
        ? event.passed.map((asks) => ({ asks, clause: 'SPEC 3.2', outcome: 'passed' as const }))
        : [],
    lines: [eventText(event)],
  }
}

function* repeated(once: () => Generator<LabEvent>, times: number): Generator<LabEvent> {
  for (let at = 0; at < times; at += 1) yield* once()
}

function writeFrames(stream: ServerResponse, events: readonly LabEvent[]): void {
  for (let at = 0; at < events.length; at += MOST_A_FRAME) {
    const frame = events.slice(at, at + MOST_A_FRAME)
    stream.write(`id: ${frame.at(-1)?.seq}\ndata: ${JSON.stringify(frame)}\n\n`)
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
