import { describe, expect, it } from 'vitest'
import { RV } from '../../framing/pcsc-codes.ts'
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
    one.begin(mine)
    other.connect('R 00')
    other.session.end()
    expect(port.log).toEqual(['powerOn'])
    expect(one.transmit(mine, ECHO)).toEqual(ECHOED)
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
