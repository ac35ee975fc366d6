import { describe, expect, it } from 'vitest'
import type { LabEvent, Told } from './event.ts'
import { costsBetween, createWitness } from './witness.ts'

function session() {
  const events: LabEvent[] = []
  let now = 100n
  const witness = createWitness(
    () => (now += 5n),
    (event) => events.push(event),
  )
  return { events, witness }
}

const note = (says: string): Told => ({ kind: 'note', says })

describe('a witness', () => {
  it('numbers the events of all lanes in the order in which they are told', () => {
    const { events, witness } = session()
    witness.lane('a').tell(note('1'))
    witness.lane('b').tell(note('2'))
    witness.lane('a').tell(note('3'))
    expect(events.map(({ seq, lane }) => [seq, lane])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
    ])
    expect(witness.seq).toBe(3)
    expect(events.map(({ atNs }) => atNs)).toEqual([5, 10, 15])
  })

  it('puts what is told between the first and the last event of a span into it, lane by lane', () => {
    const { events, witness } = session()
    const [a, b] = [witness.lane('a'), witness.lane('b')]
    const outer = a.open(note('payment'))
    const inner = a.open(note('command'))
    b.tell(note('elsewhere'))
    a.tell(note('write'))
    a.close(inner, note('response'))
    a.close(outer, note('paid'))
    a.tell(note('after'))
    expect(events.map(({ span }) => span)).toEqual([0, outer, 0, inner, inner, outer, 0])
  })

  it('closes what is still open inside, and refuses to close what is not', () => {
    const { events, witness } = session()
    const lane = witness.lane('a')
    const outer = lane.open(note('payment'))
    const inner = lane.open(note('command'))
    lane.close(outer, note('broken'))
    lane.tell(note('after'))
    expect(events.at(-1)?.span).toBe(0)
    expect(() => lane.close(inner, note('late'))).toThrow('span 2 of a is not open')
  })

  it('stamps the modelled time beside the measured one, never in its place', () => {
    const { events, witness } = session()
    const lane = witness.lane('a')
    lane.setCardClock(() => 77)
    lane.transaction(9)
    lane.tell(note('x'))
    expect(events[0]).toEqual({ seq: 1, span: 0, tx: 9, lane: 'a', atNs: 5, cardNs: 77, kind: 'note', says: 'x' })
  })

  it('tells of a fault where an account gives what it has not', () => {
    const { events, witness } = session()
    const lane = witness.lane('a')
    lane.move('held', 'outside', 'purse', 5n)
    lane.move('moved', 'purse', 'claims', 3n)
    expect(events.map(({ kind }) => kind)).toEqual(['money', 'money'])
    lane.move('moved', 'purse', 'claims', 3n)
    expect(events.at(-1)).toMatchObject({ kind: 'note', isFault: true, says: 'purse gave claims 3 and had 2' })
    lane.move('moved', 'claims', 'purse', -1n)
    expect(events.at(-1)).toMatchObject({
      kind: 'note',
      isFault: true,
      says: 'claims gave purse less than nothing: -1',
    })
    expect([...lane.accounts.balances.values()].reduce((sum, units) => sum + units, 0n)).toBe(0n)
  })
})

it('costs are what the tallies rose by, without what did not', () => {
  const before = { card: { hash: 3, mac: 1 }, seller: { hash: 2 } }
  const after = { card: { hash: 4, mac: 1 }, seller: { hash: 2 }, issuer: { sign: 1 } }
  expect(costsBetween(before, after)).toEqual({ card: { hash: 1 }, issuer: { sign: 1 } })
})
