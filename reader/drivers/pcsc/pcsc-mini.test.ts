import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { BindingEvent, PcscBinding } from './binding.ts'
import { pcscMiniBinding } from './pcsc-mini.ts'

/** As the binding fails: a code word, and a message that says nothing. */
function nativeError(code: string): Error {
  return Object.assign(new Error('Async task error'), { code })
}

interface Faults {
  start?: string
  stop?: string
  call?: string
}

class FakeReader extends EventEmitter {
  readonly #faults: Faults
  readonly log: string[] = []

  constructor(faults: Faults) {
    super()
    this.#faults = faults
  }

  name(): string {
    return 'R'
  }

  async connect(): Promise<unknown> {
    const call = async <T>(doing: string, value: T): Promise<T> => {
      if (this.#faults.call !== undefined) throw nativeError(this.#faults.call)
      this.log.push(doing)
      return value
    }
    return {
      protocol: () => 1,
      transmitProtocol: (protocol: number, _: Uint8Array, room: ArrayBuffer) =>
        call(`transmit T=${protocol - 1} room ${room.byteLength}`, Buffer.from([0x90, 0])),
      control: () => call('control', Buffer.from([1])),
      reconnect: (_: number, initialization: number) => call(`reconnect ${initialization}`, 2),
      transaction: () => call('begin', { end: () => call('end', undefined) }),
      disconnect: (disposition: number) => call(`disconnect ${disposition}`, undefined),
    }
  }
}

function bench(faults: Faults = {}): { binding: PcscBinding; client: EventEmitter; reader: FakeReader } {
  const client = new EventEmitter()
  const reader = new FakeReader(faults)
  class Client extends EventEmitter {
    constructor() {
      super()
      client.on('reader', (each) => this.emit('reader', each))
      client.on('error', (error) => this.emit('error', error))
    }
    reader(name: string): never | undefined {
      return name === 'R' ? (reader as never) : undefined
    }
    start(): this {
      if (faults.start !== undefined) throw nativeError(faults.start)
      return this
    }
    stop(): void {
      if (faults.stop !== undefined) throw nativeError(faults.stop)
    }
  }
  return { binding: pcscMiniBinding({ Client }), client, reader }
}

describe('the pcsc-mini adapter', () => {
  it('turns a start without a service into noService', () => {
    expect(() => bench({ start: 'NoService' }).binding.start(() => undefined)).toThrow(
      expect.objectContaining({ code: 'noService' }),
    )
  })

  it('tells states without the ATR, which the binding gets wrong, and the end of a reader', () => {
    const { binding, client, reader } = bench()
    const events: BindingEvent[] = []
    binding.start((event) => events.push(event))
    client.emit('reader', reader)
    reader.emit('change', { raw: 0x10022 }, Uint8Array.of(0x18, 0, 0))
    reader.emit('change', { raw: 0x08 }, new Uint8Array(0))
    reader.emit('disconnect')
    expect(events).toEqual([
      { kind: 'state', reader: 'R', state: 0x10022, atr: undefined },
      { kind: 'gone', reader: 'R' },
    ])
  })

  it('survives that a client whose service died cannot be stopped', () => {
    const { binding, client } = bench({ stop: 'NoService' })
    const events: BindingEvent[] = []
    binding.start((event) => events.push(event))
    client.emit('error', nativeError('CommError'))
    binding.stop()
    expect(events).toMatchObject([{ kind: 'ended', failure: { code: 'noService' } }])
  })

  it('uses the active protocol, also after a reconnect changed it, and gives all the room', async () => {
    const { binding, reader } = bench()
    const connection = await binding.connect('R', 2, 3)
    await connection.transmit(Uint8Array.of(0), 258)
    await connection.reconnect(1)
    await connection.transmit(Uint8Array.of(0), 65_538)
    expect(reader.log).toEqual(['transmit T=0 room 258', 'reconnect 1', 'transmit T=1 room 65538'])
  })

  it('begins and ends transactions', async () => {
    const { binding, reader } = bench()
    const end = await (await binding.connect('R', 2, 3)).begin?.()
    await end?.()
    expect(reader.log).toEqual(['begin', 'end'])
  })

  it.each([
    ['ResetCard', 'cardReset'],
    ['RemovedCard', 'cardRemoved'],
    ['SharingViolation', 'sharing'],
    ['InsufficientBuffer', 'tooLong'],
    ['NoCardConnection', 'closed'],
    ['UnsupportedFeature', 'protocol'],
    ['SomethingNew', 'unknown'],
  ])('reads the code word %s as %s', async (word, code) => {
    const connection = await bench({ call: word }).binding.connect('R', 2, 3)
    await expect(connection.transmit(Uint8Array.of(0), 258)).rejects.toMatchObject({ code })
  })

  it('does not know a reader that is gone', async () => {
    await expect(bench().binding.connect('other', 2, 3)).rejects.toMatchObject({ code: 'readerGone' })
  })
})
