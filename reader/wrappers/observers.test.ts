import { expect, it } from 'vitest'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { scriptedChannel } from '../testing/scripted-channel.ts'
import { timing, type TimedExchange } from './timing.ts'
import { trace, type TraceEvent } from './trace.ts'

const command = commandApdu({ cla: 0, ins: 0x84, ne: 1 })

it('trace shows command and response in order', async () => {
  const events: TraceEvent[] = []
  const response = await trace((event) => events.push(event))(scriptedChannel('019000')).transmit(command)
  expect(events).toEqual([
    { kind: 'command', command },
    { kind: 'response', command, response },
  ])
})

it('trace shows a failure and lets it through', async () => {
  const events: TraceEvent[] = []
  const broken = trace((event) => events.push(event))(scriptedChannel()).transmit(command)
  await expect(broken).rejects.toMatchObject({ code: 'cardRemoved' })
  expect(events[1]).toMatchObject({ kind: 'failure', cause: { code: 'cardRemoved' } })
})

it('timing reads the clock around the exchange and nothing else', async () => {
  const readings = [1000n, 1250n]
  const kept: TimedExchange[] = []
  const clock = (): bigint => readings.shift() ?? -1n
  const response = await timing(clock, (exchange) => kept.push(exchange))(scriptedChannel('019000')).transmit(command)
  expect(kept).toEqual([{ command, response, startNs: 1000n, elapsedNs: 250n }])
  expect(readings).toEqual([])
})

it('timing tells nothing of an exchange that broke', async () => {
  const kept: TimedExchange[] = []
  const timed = timing(
    () => 0n,
    (exchange) => kept.push(exchange),
  )(scriptedChannel())
  await expect(timed.transmit(command)).rejects.toMatchObject({ code: 'cardRemoved' })
  expect(kept).toEqual([])
})
