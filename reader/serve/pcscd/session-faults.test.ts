// What clients meet when cards or the service misbehave on request: resets and removals that everybody hears of, return
// values out of nowhere, silence.

import { describe, expect, it } from 'vitest'
import { RV } from '../../framing/pcsc-codes.ts'
import * as frames from '../../framing/pcscd.ts'
import { TestClient } from '../../testing/pcscd-client.ts'
import { bench, ECHO, ECHOED } from '../../testing/stand-in-bench.ts'
import type { Fault } from './service.ts'

function state(client: TestClient, card: number): number {
  return client.ask('status', frames.ofCard, { card, rv: 0 }).rv
}

describe('a card that is disturbed', () => {
  it.each<[Fault['does'], number]>([
    ['reset', RV.resetCard],
    ['removed', RV.removedCard],
  ])('tells everybody of a steered "%s" until each has reconnected, and the card has lost what it knew', (does, rv) => {
    const { standIn, port } = bench()
    const [one, other] = [new TestClient(standIn), new TestClient(standIn)]
    const [mine, theirs] = [one.connect('R 00').card, other.connect('R 00').card]
    standIn.injectFault({ on: 'transmit', does })
    expect([one.transmit(mine, ECHO), one.transmit(mine, ECHO), state(one, mine), one.begin(mine)]).toEqual(
      Array.from({ length: 4 }, () => rv),
    )
    expect([other.begin(theirs), state(other, theirs), other.transmit(theirs, ECHO)]).toEqual([rv, rv, rv])
    expect(port.log).toEqual(does === 'reset' ? ['powerOn', 'reset'] : ['powerOn', 'powerOff', 'powerOn'])
    one.reconnect(mine)
    expect([one.transmit(mine, ECHO), other.transmit(theirs, ECHO)]).toEqual([ECHOED, rv])
  })

  it('meets as many steered resets as were asked for, each at an exchange that reaches the card', () => {
    const { standIn, port } = bench()
    const client = new TestClient(standIn)
    const { card } = client.connect('R 00')
    standIn.injectFault({ on: 'transmit', does: 'reset', times: 2 })
    for (let round = 0; round < 2; round++) {
      expect([client.transmit(card, ECHO), client.transmit(card, ECHO)]).toEqual([RV.resetCard, RV.resetCard])
      client.reconnect(card)
    }
    expect(client.transmit(card, ECHO)).toEqual(ECHOED)
    expect(port.log).toEqual(['powerOn', 'reset', 'reset'])
  })
})

describe('faults on request', () => {
  it('answer the next requests of a kind with any return value', () => {
    const { standIn } = bench()
    const client = new TestClient(standIn)
    const { card } = client.connect('R 00')
    standIn.injectFault({ on: 'transmit', does: { rv: RV.commDataLost }, times: 2 })
    expect([client.transmit(card, ECHO), client.transmit(card, ECHO)]).toEqual([RV.commDataLost, RV.commDataLost])
    expect(client.transmit(card, ECHO)).toEqual(ECHOED)
  })

  it('leave a request without answer, or hang up', () => {
    const { standIn } = bench()
    const client = new TestClient(standIn)
    standIn.injectFault({ on: 'readerStates', does: 'silence' })
    standIn.injectFault({ on: 'readerStates', does: 'hangUp' })
    expect([client.bare('readerStates'), client.hungUp]).toEqual([undefined, false])
    expect([client.bare('readerStates'), client.hungUp]).toEqual([undefined, true])
  })
})
