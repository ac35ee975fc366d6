// A session as the engine tells it, invented: two lanes, their messages, writes, checks and money, one payment after the
// other, always alike. For tests of the page that must not wait for cards, keys and threads.

import type { LabEvent, Told } from '../../../witness/event.ts'

const LENGTH = 16
export const CARD_LANE = 'card-lane'
export const COUPON_LANE = 'coupon-lane'

type Lane = typeof CARD_LANE | typeof COUPON_LANE | 'session'

interface Change {
  readonly cell: string
  readonly before: string
  readonly after: string
  readonly says: string
}

export class InventedSession {
  readonly events: LabEvent[] = []
  #tx = 0
  #cardNs = 93_000_000
  #atNs = 0
  #writes = 0

  constructor() {
    this.#tell('session', 0, { kind: 'begun', facts: { seed: 7, suite: 'p256', card: 'JCOP4 contact' } })
    this.#tell(CARD_LANE, 0, money('outside', 'purse', 1000, 'held'))
  }

  get payments(): number {
    return this.#tx
  }

  /** One event at a time, as the gate lets them go. */
  *pay(): Generator<LabEvent> {
    this.#tx += 1
    yield* this.#payByCard()
    yield* this.#payByCoupon()
  }

  *#payByCard(): Generator<LabEvent> {
    const spent = ((this.#tx - 1) % LENGTH) + 1
    const [lane, balance] = [CARD_LANE, 1000 - this.#tx] as const
    const span = yield* this.#told(lane, 0, payment())
    if (spent === 1) yield* this.#open(span)
    const exchange = yield* this.#told(lane, span, {
      kind: 'command',
      hex: `803200000800000002${hex(spent, 4)}14`,
      applet: 'purse',
      says: 'TICK: pays one tick more',
      fields: [
        ['txCounter', 5, 9, '2'],
        ['spent', 9, 13, String(spent)],
      ],
    })
    yield* this.#change(exchange, {
      cell: `purse/account${this.#tx % 8}`,
      before: hex(balance + 1, 8),
      after: hex(balance, 8),
      says: `balance ${balance + 1} → ${balance}`,
    })
    this.#cardNs += 1_400_000
    yield* this.#told(lane, exchange, {
      kind: 'response',
      hex: `${hex(spent, 4)}8fd6b10e710789ecc52c5bd9b92cab5c9000`,
      says: '9000 done (ISO 7816-4:2005, 5.1.3)',
      hostNs: 24_957,
      fields: [
        ['spent', 0, 4, String(spent)],
        ['value', 4, 20, '8fd6b10e710789ecc52c5bd9b92cab5c'],
      ],
    })
    yield* this.#told(lane, exchange, judged('TICK', [`count is ${spent}`, 'size', 'one step to the value before']))
    yield* this.#told(lane, span, money('purse', 'claims of the seller', 1, 'moved'))
    yield* this.#told(lane, span, paid({ card: { hash: 1, cardWrite: 4 }, seller: { hash: 1, chainStep: 1 } }))
  }

  *#open(span: number): Generator<LabEvent> {
    const exchange = yield* this.#told(CARD_LANE, span, {
      kind: 'command',
      hex: `803000003c${'00'.repeat(60)}`,
      applet: 'purse',
      says: 'OPEN TICKS: commits to a chain for one payee; repeated, it repeats the commitment',
      fields: [
        ['payee', 5, 21, '02'],
        ['limit', 56, 60, String(LENGTH)],
      ],
    })
    yield* this.#change(exchange, {
      cell: 'purse/chain',
      before: '00'.repeat(16),
      after: '**'.repeat(16),
      says: 'chain, 16 B secret',
    })
    this.#cardNs += 96_000_000
    yield* this.#told(CARD_LANE, exchange, {
      kind: 'response',
      hex: `7469636b4101${'ab'.repeat(120)}9000`,
      says: '9000 done (ISO 7816-4:2005, 5.1.3)',
      hostNs: 401_000,
    })
    const checks = ['card', 'payee', 'nonce', 'date', 'currency', 'value', 'limit', 'signature']
    yield* this.#told(CARD_LANE, exchange, judged('OPEN', checks))
  }

  *#change(span: number, { cell, before, after, says }: Change): Generator<LabEvent> {
    const steps = [
      ['entry', '**'.repeat(39), '**'.repeat(39), 'keeps the old 33 B'],
      ['mark', '00', '01', 'the old state would be put back'],
      ['cell', before, after, says],
      ['commit', '01', '00', 'the new state stands'],
    ] as const
    for (const [role, old, now, words] of steps) {
      this.#cardNs += 1_020_000
      this.#writes += 1
      const where = role === 'cell' ? { cell, offset: 0 } : { cell: 'journal', offset: role === 'entry' ? 1 : 0 }
      const told = { kind: 'write', number: this.#writes, ...where, role, before: old, after: now } as const
      yield* this.#told(CARD_LANE, span, { ...told, says: words })
    }
  }

  *#payByCoupon(): Generator<LabEvent> {
    const spent = ((this.#tx - 1) % LENGTH) + 1
    const chainId = hex(Math.ceil(this.#tx / LENGTH), 16)
    const span = yield* this.#told(COUPON_LANE, 0, payment())
    if (spent === 1) yield* this.#initiate(span, chainId)
    if (spent === 1) yield* this.#told(COUPON_LANE, span, money('outside', 'hold', LENGTH, 'held'))
    const coupon = `${chainId}${hex(LENGTH - spent, 4)}838611759403c9b0a64e5c513b691b8d`
    yield* this.#told(COUPON_LANE, span, {
      kind: 'sent',
      from: 'buyer',
      to: 'seller',
      step: 'Micro-Payment',
      layout: 'MicroPayment',
      bytes: 36,
      hex: coupon,
      fields: [
        ['chainId', 0, 16, chainId],
        ['index', 16, 20, String(LENGTH - spent)],
        ['coupon', 20, 36, coupon.slice(40)],
      ],
    })
    yield* this.#told(COUPON_LANE, span, judged('Micro-Payment', ['chain', 'open', 'fresh', 'price', 'one step']))
    yield* this.#told(COUPON_LANE, span, money('hold', 'claims of the seller', 1, 'moved'))
    yield* this.#told(COUPON_LANE, span, paid({ buyer: { hash: 1 }, seller: { hash: 1, chainStep: 1 } }))
  }

  *#initiate(span: number, id: string): Generator<LabEvent> {
    const steps = [
      ['buyer', 'seller', 'Initiate', 266],
      ['seller', 'buyer', 'Invoice', 614],
      ['buyer', 'seller', 'Payment', 248],
      ['seller', 'acquirer', 'Auth-Request', 840],
      ['acquirer', 'seller', 'Auth-Response', 67],
      ['seller', 'buyer', 'Confirm', 84],
    ] as const
    for (const [from, to, step, bytes] of steps) {
      yield* this.#told(COUPON_LANE, span, {
        kind: 'sent',
        from,
        to,
        step,
        layout: step.replace('-', ''),
        bytes,
        hex: 'c5'.repeat(bytes),
        fields:
          step === 'Initiate'
            ? [
                ['terms.chains[0].id', 0, 16, id],
                ['terms.chains[0].length', 16, 20, `${LENGTH}`],
              ]
            : [],
      })
    }
  }

  /** What the engine tells where power is cut at a write, and the old state put back. */
  *tear(write: Extract<LabEvent, { kind: 'write' }>, torn: 'before' | 'during' | 'after'): Generator<LabEvent> {
    const { span, number, cell, before, after, role } = write
    const says = `torn ${torn} write ${number}`
    yield* this.#told(CARD_LANE, span, { kind: 'power', state: 'off', says, torn })
    const silence = { kind: 'silence', code: 'cardMute', says: 'the card lost its power', hostNs: 9_000 } as const
    yield* this.#told(CARD_LANE, span, silence)
    yield* this.#told(CARD_LANE, span, { kind: 'power', state: 'on', says: 'the terminal powers it up' })
    if (role !== 'cell') return
    const undo = { kind: 'write', offset: 0, says: 'puts the old 8 B back' } as const
    yield* this.#told(CARD_LANE, span, {
      ...undo,
      number: number + 1,
      cell,
      role: 'undo',
      before: after,
      after: before,
    })
    const empty = { cell: 'journal', role: 'commit', before: '01', after: '00', says: 'the journal is empty' } as const
    yield* this.#told(CARD_LANE, span, { ...undo, number: number + 2, ...empty })
  }

  *verdict(): Generator<LabEvent> {
    const says = 'the first claim closes the chain, whoever makes it'
    const span = yield* this.#told(COUPON_LANE, 0, {
      kind: 'intervention',
      name: 'twice',
      says: 'the coupon is shown twice',
    })
    const judgement = {
      ...judged('Micro-Payment', ['chain', 'open']),
      failed: 'fresh',
      notReached: ['price', 'one step'],
    }
    yield* this.#told(COUPON_LANE, span, { ...judgement, refusal: 'couponKnown' })
    yield* this.#told(COUPON_LANE, span, {
      kind: 'verdict',
      says: `Stopped by the check fresh: ${says}`,
      gains: { seller: '0' },
      stoppedBy: 'fresh',
    })
  }

  *#told(lane: Lane, span: number, told: Told): Generator<LabEvent, number> {
    const event = this.#tell(lane, span, told)
    yield event
    return event.seq
  }

  #tell(lane: Lane, span: number, told: Told): LabEvent {
    this.#atNs += 31_000
    if (told.kind === 'command') this.#cardNs += 2_300_000
    const stamp = { seq: this.events.length + 1, span, tx: this.#tx, lane, atNs: this.#atNs }
    const event: LabEvent = lane === CARD_LANE ? { ...stamp, cardNs: this.#cardNs, ...told } : { ...stamp, ...told }
    this.events.push(event)
    return event
  }
}

function payment(): Told {
  return { kind: 'payment', buyer: 'Ada', seller: 'the kiosk', units: '1' }
}

function paid(costs: Extract<Told, { kind: 'paid' }>['costs']): Told {
  return { kind: 'paid', outcome: 'paid', says: '', costs }
}

function judged(step: string, passed: readonly string[]): Extract<Told, { kind: 'judged' }> {
  return { kind: 'judged', by: 'seller', step, passed, notReached: [] }
}

function money(from: string, to: string, units: number, state: 'held' | 'moved'): Told {
  return { kind: 'money', from, to, units: String(units), state }
}

function hex(value: number, bytes: number): string {
  return value.toString(16).padStart(2 * bytes, '0')
}
