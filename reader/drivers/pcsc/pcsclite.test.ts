import { describe, expect, it } from 'vitest'
import { FakeContext, FakeReader } from '../../testing/fake-pcsclite.ts'
import type { BindingEvent, PcscBinding } from './binding.ts'
import { pcscliteBinding } from './pcsclite.ts'

interface Bench {
  readonly context: FakeContext
  readonly reader: FakeReader
  readonly binding: PcscBinding
  readonly events: BindingEvent[]
}

function started(): Bench {
  const context = new FakeContext()
  const reader = new FakeReader('R')
  const binding = pcscliteBinding(() => context)
  const events: BindingEvent[] = []
  binding.start((event) => events.push(event))
  context.emit('reader', reader)
  return { context, reader, binding, events }
}

describe('the pcsclite adapter', () => {
  it('turns a constructor that throws into noService', () => {
    const binding = pcscliteBinding(() => {
      throw new Error('SCardEstablishContext error: Service not available.(0x8010001d)')
    })
    expect(() => binding.start(() => undefined)).toThrow(expect.objectContaining({ code: 'noService' }))
  })

  it('tells states and the end of a reader', () => {
    const { reader, events } = started()
    reader.emit('status', { state: 0x10022, atr: Buffer.from([0x3b, 0]) })
    reader.emit('error', new Error('SCardGetStatusChange error: Reader is unavailable.(0x80100017)'))
    reader.emit('end')
    expect(events).toEqual([
      { kind: 'state', reader: 'R', state: 0x10022, atr: Uint8Array.of(0x3b, 0) },
      { kind: 'gone', reader: 'R' },
    ])
  })

  it('closes every native reader and does not tell what closing makes up', () => {
    const { context, reader, binding, events } = started()
    binding.stop()
    expect([context.closed, reader.log, events]).toEqual([true, ['close'], []])
  })

  it.each([
    ['SCardTransmit error: Card was removed.(0x80100069)', 'cardRemoved'],
    ['SCardTransmit error: Karte zurückgesetzt(0x0000000080100068)', 'cardReset'],
    ['SCardTransmit error: Sharing violation.(0x8010000b)', 'sharing'],
    ['SCardControl error: Feature not supported.(0x8010001f)', 'protocol'],
    ['SCardTransmit error: what is this(0x801000ff)', 'unknown'],
    ['Card Reader not connected', 'unknown'],
  ])('reads the number in %j as %s', async (text, code) => {
    const { reader, binding } = started()
    const connection = await binding.connect('R', 2, 3)
    reader.fault = new Error(text)
    await expect(connection.transmit(Uint8Array.of(0), 258)).rejects.toMatchObject({ code, cause: { message: text } })
  })

  it('refuses a second connection to a reader, which the native object would answer with nothing', async () => {
    const { binding } = started()
    await binding.connect('R', 2, 3)
    await expect(binding.connect('R', 2, 3)).rejects.toMatchObject({ code: 'busy' })
  })

  it('reconnects by disconnecting with the disposition and connecting again', async () => {
    const { reader, binding } = started()
    const connection = await binding.connect('R', 2, 3)
    await connection.reconnect(1)
    expect(reader.log).toEqual(['connect', 'disconnect 1', 'connect'])
  })

  it('does not know a reader that has ended', async () => {
    const { reader, binding } = started()
    reader.emit('end')
    await expect(binding.connect('R', 2, 3)).rejects.toMatchObject({ code: 'readerGone' })
  })
})
