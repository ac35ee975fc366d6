import { describe, expect, it } from 'vitest'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { DISPOSITION, PROTOCOL, RV, SHARE, SLOT_STATE } from '../../framing/pcsc-codes.ts'
import { echoPort } from '../../testing/echo-port.ts'
import { TestClient } from '../../testing/pcscd-client.ts'
import { StandIn } from './service.ts'
import { bench, ECHO, ECHOED, type Bench } from '../../testing/stand-in-bench.ts'
import * as frames from '../../framing/pcscd.ts'

function failToStart(): never {
  throw new WireFailure('cardMute', 'no ATR')
}

function record(client: TestClient): frames.SlotRecord {
  const table = client.bare('readerStates')
  expect(table).toHaveLength(16 * 184)
  return frames.slotRecord.decode(table!.subarray(0, 184))
}

describe('the versions of the protocol', () => {
  it.each([
    [4, 4, 4, RV.success],
    [4, 5, 5, RV.success],
    [4, 6, 6, RV.success],
    [4, 7, 6, RV.serviceStopped],
    [4, 3, 4, RV.serviceStopped],
    [5, 0, 4, RV.serviceStopped],
  ])('answer a %d:%d client with 4:%d', (major, minor, answered, rv) => {
    const client = new TestClient(new StandIn())
    expect(client.ask('version', frames.version, { major, minor, rv: 0 })).toEqual({ major: 4, minor: answered, rv })
  })

  it('count readers that come and go since 4:5; the table of 4:6 never shrinks, which clients take for a fault', () => {
    const { standIn, reader } = bench()
    const client = new TestClient(standIn, 6)
    standIn.attach('R 01')
    expect(client.bare('readerStatesCount')).toEqual(Uint8Array.of(16, 0, 0, 0))
    expect(client.bare('readerStatesArray')).toHaveLength(16 * 184)
    reader.detach()
    expect(client.bare('readerStatesCount')).toEqual(Uint8Array.of(16, 0, 0, 0))
    expect(frames.readerEvents.decode(client.bare('readerEvents')!)).toEqual({ events: 3, rv: RV.success })
  })
})

describe('slots', () => {
  it('show name, ATR, protocol and state of their card', () => {
    const { standIn } = bench()
    const shown = record(new TestClient(standIn))
    const state = SLOT_STATE.present | SLOT_STATE.powered | SLOT_STATE.negotiable
    expect(shown).toMatchObject({
      reader: 'R 00',
      atrLength: 4,
      protocol: PROTOCOL.undefined,
      state,
      sharing: 0,
      eventCounter: 1,
    })
  })

  it('count insertions and removals', () => {
    const { standIn, reader, port } = bench()
    reader.remove()
    reader.insert(port)
    reader.insert(port)
    expect(record(new TestClient(standIn))).toMatchObject({ eventCounter: 3 })
  })

  it('show a card without answer to reset as mute', () => {
    const standIn = new StandIn()
    standIn.attach('R 00', { ...echoPort(), powerOn: failToStart })
    const client = new TestClient(standIn)
    expect(record(client)).toMatchObject({ state: SLOT_STATE.present | SLOT_STATE.swallowed, atrLength: 0 })
    expect(client.connect('R 00').rv).toBe(RV.unpoweredCard)
  })

  it('have room for sixteen readers with different names', () => {
    const standIn = new StandIn()
    for (let at = 0; at < 16; at++) standIn.attach(`R ${at}`)
    expect(() => standIn.attach('R 16')).toThrow(expect.objectContaining({ code: 'busy' }))
    expect(() => new StandIn().attach('x'.repeat(128))).toThrow(expect.objectContaining({ code: 'tooLong' }))
  })
})

describe('connect', () => {
  it('gives a new handle each time and the protocol of the card', () => {
    const client = new TestClient(bench().standIn)
    const first = client.connect('R 00')
    const second = client.connect('R 00')
    expect(first).toMatchObject({ rv: RV.success, activeProtocol: PROTOCOL.t1 })
    expect(new Set([first.card, second.card, client.session.context]).size).toBe(3)
  })

  it.each([
    ['an unknown reader', 'other', SHARE.shared, PROTOCOL.any, RV.unknownReader],
    ['a protocol that the card lacks', 'R 00', SHARE.shared, PROTOCOL.t0, RV.protoMismatch],
    ['no protocol at all', 'other', SHARE.shared, 0, RV.protoMismatch],
    ['an unknown share mode', 'other', 9, PROTOCOL.any, RV.invalidValue],
    ['an empty slot', 'empty', SHARE.shared, PROTOCOL.any, RV.noSmartcard],
  ])('refuses %s', (_, reader, share, protocols, rv) => {
    const { standIn } = bench()
    standIn.attach('empty')
    expect(new TestClient(standIn).connect(reader, share, protocols).rv).toBe(rv)
  })

  it('lets a direct connection do without a card', () => {
    const standIn = new StandIn()
    standIn.attach('empty')
    expect(new TestClient(standIn).connect('empty', SHARE.direct, 0)).toMatchObject({ rv: 0, activeProtocol: 0 })
  })

  it('keeps an exclusive card to one client', () => {
    const { standIn } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const { card } = one.connect('R 00', SHARE.exclusive)
    expect(other.connect('R 00').rv).toBe(RV.sharingViolation)
    expect(record(other).sharing).toBe(-1)
    one.disconnect(card)
    expect(other.connect('R 00').rv).toBe(RV.success)
    expect(one.connect('R 00', SHARE.exclusive).rv).toBe(RV.sharingViolation)
  })

  it('powers a card that the last client switched off', () => {
    const { standIn, port } = bench()
    const client = new TestClient(standIn)
    client.disconnect(client.connect('R 00').card, DISPOSITION.unpower)
    client.connect('R 00')
    expect(port.log).toEqual(['powerOn', 'powerOff', 'powerOn'])
  })

  it('takes a reset, no ejection, when it connects again', () => {
    const client = new TestClient(bench().standIn)
    const { card } = client.connect('R 00')
    expect(client.reconnect(card, DISPOSITION.eject).rv).toBe(RV.invalidValue)
    expect(client.disconnect(card, 9)).toBe(RV.invalidValue)
    expect(client.disconnect(card, DISPOSITION.eject)).toBe(RV.success)
  })

  it('stops at as many handles as the daemon', () => {
    const client = new TestClient(bench().standIn)
    for (let at = 0; at < 200; at++) expect(client.connect('R 00').rv).toBe(RV.success)
    expect(client.connect('R 00').rv).toBe(RV.noMemory)
  })
})

describe('transmit', () => {
  it('hands the command to the card and gives its response', () => {
    const client = new TestClient(bench().standIn)
    expect(client.transmit(client.connect('R 00').card, ECHO)).toEqual(ECHOED)
  })

  it('tells a client whose room is too small, without the response', () => {
    const client = new TestClient(bench().standIn)
    expect(client.transmit(client.connect('R 00').card, ECHO, 3)).toBe(RV.insufficientBuffer)
  })

  it('tells a client whose card was removed, until it reconnects to another', () => {
    const { standIn, reader, port } = bench()
    const client = new TestClient(standIn)
    const { card } = client.connect('R 00')
    reader.remove()
    expect(client.transmit(card, ECHO)).toBe(RV.removedCard)
    expect(client.reconnect(card).rv).toBe(RV.noSmartcard)
    reader.insert(port)
    expect(client.transmit(card, ECHO)).toBe(RV.removedCard)
    expect(client.reconnect(card).rv).toBe(RV.success)
    expect(client.transmit(card, ECHO)).toEqual(ECHOED)
  })

  it('takes the protocol that was agreed upon, or none at all', () => {
    const client = new TestClient(bench().standIn)
    const { card } = client.connect('R 00')
    expect(client.transmit(card, ECHO, 258, PROTOCOL.t0)).toBe(RV.protoMismatch)
    expect(client.transmit(card, ECHO, 258, PROTOCOL.undefined)).toBe(RV.protoMismatch)
    expect(client.transmit(card, ECHO, 258, PROTOCOL.raw)).toEqual(ECHOED)
    expect(client.transmit(card, ECHO.subarray(0, 2))).toEqual(Uint8Array.of(0x67, 0))
  })

  it.each(['reset', 'unpower'] as const)('tells the other clients of a %s, not the one who did it', (disposition) => {
    const { standIn } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const [mine, theirs] = [one.connect('R 00').card, other.connect('R 00').card]
    one.reconnect(mine, DISPOSITION[disposition])
    expect(one.transmit(mine, ECHO)).toEqual(ECHOED)
    expect(other.transmit(theirs, ECHO)).toBe(RV.resetCard)
    other.reconnect(theirs)
    expect(other.transmit(theirs, ECHO)).toEqual(ECHOED)
  })

  it('tells a client whose reader was unplugged', () => {
    const { standIn, reader } = bench()
    const client = new TestClient(standIn)
    const { card } = client.connect('R 00')
    reader.detach()
    expect(client.transmit(card, ECHO)).toBe(RV.readerUnavailable)
    expect(client.disconnect(card)).toBe(RV.success)
  })

  it('reports a card that loses power in the middle until a client resets it', () => {
    const { standIn, port } = bench()
    const client = new TestClient(standIn)
    const { card } = client.connect('R 00')
    port.powerOff()
    expect(client.transmit(card, ECHO)).toBe(RV.notTransacted)
    client.reconnect(card)
    expect(client.transmit(card, ECHO)).toBe(RV.notTransacted)
    client.reconnect(card, DISPOSITION.reset)
    expect(client.transmit(card, ECHO)).toEqual(ECHOED)
  })

  it('hangs up on a handle of another client', () => {
    const { standIn } = bench()
    const { card } = new TestClient(standIn).connect('R 00')
    const thief = new TestClient(standIn)
    thief.transmit(card, ECHO)
    expect(thief.hungUp).toBe(true)
  })
})

describe('waiting', () => {
  it('gives a 4:6 client nothing but what it asks for, and a change only after the table', () => {
    const { standIn, reader } = bench()
    const client = new TestClient(standIn, 6)
    expect(client.bare('waitForChange')).toBeUndefined()
    reader.remove()
    expect(client.bare('readerStatesCount')).toHaveLength(4)
    expect(client.received).toEqual([])
    client.bare('readerStatesArray')
    // `bare` took the last of the two: the change, behind the table.
    expect(client.received.map(({ length }) => length)).toEqual([16 * 184])
    client.received.length = 0
    client.bare('waitForChange')
    client.bare('readerStatesCount')
    client.bare('readerStatesArray')
    reader.detach()
    expect(client.received.map((bytes) => frames.waited.decode(bytes).rv)).toEqual([RV.success])
  })

  it.each<[string, (each: Bench) => void]>([
    ['removal', ({ reader }) => reader.remove()],
    ['new reader', ({ standIn }) => void standIn.attach('R 01')],
    ['unplugged reader', ({ reader }) => reader.detach()],
  ])('ends with a %s, told once', (_, change) => {
    const each = bench()
    const client = new TestClient(each.standIn)
    expect(client.bare('waitForChange')).toHaveLength(16 * 184)
    change(each)
    expect(client.received.map((bytes) => frames.waited.decode(bytes))).toEqual([{ timeout: 0, rv: RV.success }])
  })

  it('can be stopped; after a change the stop gets no second answer', () => {
    const { standIn, reader } = bench()
    const client = new TestClient(standIn)
    client.bare('waitForChange')
    expect(frames.waited.decode(client.bare('stopWaiting')!).rv).toBe(RV.success)
    client.bare('waitForChange')
    reader.remove()
    expect(client.received.splice(0)).toHaveLength(1)
    expect(client.bare('stopWaiting')).toBeUndefined()
  })

  it('can be cancelled from another connection', () => {
    const { standIn } = bench()
    const [waiting, other] = [new TestClient(standIn), new TestClient(standIn)]
    const context = waiting.establish()
    waiting.bare('waitForChange')
    expect(other.ask('cancel', frames.ofContext, { context, rv: 0 }).rv).toBe(RV.success)
    expect(frames.waited.decode(waiting.received[0]!).rv).toBe(RV.cancelled)
  })
})

describe('attributes and control', () => {
  const asked = { value: new Uint8Array(264), length: 264, rv: 0 }

  it('tell the ATR and the largest command, and refuse the rest', () => {
    const client = new TestClient(bench().standIn)
    const { card } = client.connect('R 00')
    const get = (id: number): frames.Attribute => client.ask('getAttribute', frames.attribute, { card, id, ...asked })
    expect(get(0x00090303)).toMatchObject({ rv: 0, length: 4 })
    expect(get(0x0007a007).value.subarray(0, 4)).toEqual(Uint8Array.of(0x0c, 0, 1, 0))
    expect(get(0x1234).rv).toBe(RV.unsupportedFeature)
  })

  it('answer that the reader has no features', () => {
    const client = new TestClient(bench().standIn)
    const { card } = client.connect('R 00')
    const control = { card, sendLength: 0, receiveLength: 264, returned: 9, rv: 9 }
    expect(client.ask('control', frames.control, { ...control, code: 0x42000d48 })).toMatchObject({
      rv: 0,
      returned: 0,
    })
    expect(client.ask('control', frames.control, { ...control, code: 1 }).rv).toBe(RV.unsupportedFeature)
  })
})
