import { describe, expect, it } from 'vitest'
import { DISPOSITION, RV } from '../../framing/pcsc-codes.ts'
import * as frames from '../../framing/pcscd.ts'
import { TestClient } from '../../testing/pcscd-client.ts'
import { bench, ECHO, ECHOED } from '../../testing/stand-in-bench.ts'

describe('transactions', () => {
  it('keep the others out until they end, however deep', () => {
    const { standIn } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const [mine, theirs] = [one.connect('R 00').card, other.connect('R 00').card]
    expect([one.begin(mine), one.begin(mine), one.end(mine)]).toEqual([0, 0, 0])
    expect(other.transmit(theirs, ECHO)).toBe(RV.sharingViolation)
    expect(other.begin(theirs)).toBe(RV.sharingViolation)
    expect(one.transmit(mine, ECHO)).toEqual(ECHOED)
    expect(one.end(mine)).toBe(RV.success)
    expect(other.transmit(theirs, ECHO)).toEqual(ECHOED)
  })

  it('cannot be ended by those who hold none', () => {
    const client = new TestClient(bench().standIn)
    expect(client.end(client.connect('R 00').card)).toBe(RV.notTransacted)
  })

  it('end with their client, which costs the card a reset', () => {
    const { standIn, port } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const theirs = other.connect('R 00').card
    one.begin(one.connect('R 00').card)
    one.session.end()
    expect(port.log).toEqual(['powerOn', 'reset'])
    expect(other.transmit(theirs, ECHO)).toBe(RV.resetCard)
    expect(other.transmit(other.connect('R 00').card, ECHO)).toEqual(ECHOED)
  })

  it('of others are left alone by a client that goes', () => {
    const { standIn, port } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const mine = one.connect('R 00').card
    other.connect('R 00')
    one.begin(mine)
    other.session.end()
    expect(port.log).toEqual(['powerOn'])
    expect(one.transmit(mine, ECHO)).toEqual(ECHOED)
  })

  it('end with a reset for everybody, also for whoever asked for it', () => {
    const { standIn, port } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const [mine, theirs] = [one.connect('R 00').card, other.connect('R 00').card]
    expect([one.begin(mine), one.end(mine, DISPOSITION.reset)]).toEqual([RV.success, RV.success])
    expect([one.transmit(mine, ECHO), other.transmit(theirs, ECHO)]).toEqual([RV.resetCard, RV.resetCard])
    one.reconnect(mine)
    expect([one.begin(mine), one.end(mine, DISPOSITION.unpower)]).toEqual([RV.success, RV.success])
    one.reconnect(mine)
    expect(one.transmit(mine, ECHO)).toEqual(ECHOED)
    expect(port.log).toEqual(['powerOn', 'reset', 'powerOff', 'powerOn'])
  })

  it('keep out whoever asks for the state or for the reader itself', () => {
    const { standIn } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const [mine, theirs] = [one.connect('R 00').card, other.connect('R 00').card]
    one.begin(mine)
    expect(other.ask('status', frames.ofCard, { card: theirs, rv: 0 }).rv).toBe(RV.sharingViolation)
    expect(other.reconnect(theirs, DISPOSITION.reset).rv).toBe(RV.sharingViolation)
    one.end(mine)
    expect(other.ask('status', frames.ofCard, { card: theirs, rv: 0 }).rv).toBe(RV.success)
  })

  it('keep a new connection waiting, their own client too, and what it sends behind', () => {
    const { standIn } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const mine = one.connect('R 00').card
    one.begin(mine)
    other.send('connect', frames.connect, other.connecting('R 00'))
    other.send('readerEvents', frames.readerEvents, { events: 0, rv: 0 })
    expect(other.received).toEqual([])
    one.end(mine)
    const [connected, events] = other.received.splice(0)
    const { rv, card } = frames.connect.decode(connected!)
    expect(rv).toBe(RV.success)
    expect(frames.readerEvents.decode(events!).events).toBe(1)
    expect(other.transmit(card, ECHO)).toEqual(ECHOED)
  })

  it('keep a disconnection waiting that resets the card, and the reset comes', () => {
    const { standIn, port } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const [mine, theirs] = [one.connect('R 00').card, other.connect('R 00').card]
    one.begin(mine)
    other.send('disconnect', frames.endOfCard, { card: theirs, disposition: DISPOSITION.reset, rv: 0 })
    expect(other.received).toEqual([])
    expect(one.transmit(mine, ECHO)).toEqual(ECHOED)
    one.end(mine)
    expect(other.received.splice(0).map((bytes) => frames.endOfCard.decode(bytes).rv)).toEqual([RV.success])
    expect(port.log).toEqual(['powerOn', 'reset'])
    expect(one.transmit(mine, ECHO)).toBe(RV.resetCard)
  })

  it('do not keep a disconnection waiting that leaves the card as it is', () => {
    const { standIn } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const [mine, theirs] = [one.connect('R 00').card, other.connect('R 00').card]
    one.begin(mine)
    expect(other.disconnect(theirs, DISPOSITION.leave)).toBe(RV.success)
    expect(one.transmit(mine, ECHO)).toEqual(ECHOED)
  })

  it('lose no reset of a client that is killed while it waits', () => {
    const { standIn, port } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const [mine, theirs] = [one.connect('R 00').card, other.connect('R 00').card]
    one.begin(mine)
    other.send('disconnect', frames.endOfCard, { card: theirs, disposition: DISPOSITION.reset, rv: 0 })
    other.session.end()
    one.end(mine)
    expect(port.log).toEqual(['powerOn', 'reset'])
  })

  it('let those who wait come in their order, one transaction after the other', () => {
    const { standIn } = bench()
    const [one, second, third] = [new TestClient(standIn), new TestClient(standIn), new TestClient(standIn)]
    const mine = one.connect('R 00').card
    one.begin(mine)
    for (const each of [second, third]) each.send('connect', frames.connect, each.connecting('R 00'))
    one.session.end()
    expect([second, third].map(({ received }) => frames.connect.decode(received[0]!).rv)).toEqual([0, 0])
  })

  it('end with the card, for those who wait as well', () => {
    const { standIn, reader } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    one.begin(one.connect('R 00').card)
    other.send('connect', frames.connect, other.connecting('R 00'))
    reader.remove()
    expect(frames.connect.decode(other.received[0]!).rv).toBe(RV.noSmartcard)
  })

  it('end with the card', () => {
    const { standIn, reader, port } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    one.begin(one.connect('R 00').card)
    reader.remove()
    reader.insert(port)
    expect(other.transmit(other.connect('R 00').card, ECHO)).toEqual(ECHOED)
  })
})
