import { expect, it } from 'vitest'
import type { OpenCard } from '../../src/card/channel.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { openEmulated } from '../drivers/emulated.ts'
import { echoPort } from '../testing/echo-port.ts'
import { scriptedChannel } from '../testing/scripted-channel.ts'
import { getResponse } from './get-response.ts'
import { lock } from './lock.ts'
import { stack, type Wrapper } from './stack.ts'
import { wrongLength } from './wrong-length.ts'

function tagged(tag: string, order: string[]): Wrapper {
  return (channel) => ({
    transmit: (command) => {
      order.push(tag)
      return channel.transmit(command)
    },
  })
}

it('puts the first wrapper nearest to the card', async () => {
  const order: string[] = []
  const card = stack(openEmulated(echoPort()), tagged('inner', order), tagged('outer', order))
  await card.transmit(commandApdu({ cla: 0, ins: 1 }))
  expect(order).toEqual(['outer', 'inner'])
})

it('lets GET RESPONSE itself be corrected by 6CXX', async () => {
  const card = scriptedChannel('6108', '6c02', '01029000')
  const response = await getResponse(wrongLength(card)).transmit(commandApdu({ cla: 0, ins: 0xb0, ne: 256 }))
  expect(response.data).toEqual(Uint8Array.of(1, 2))
})

/** Answers after two turns of the event loop and notices when it is entered twice. */
function slowCard(log: string[]): OpenCard {
  let busy = false
  const alone = async (name: string): Promise<void> => {
    if (busy) throw new WireFailure('busy', 'entered twice')
    busy = true
    await Promise.resolve()
    await Promise.resolve()
    log.push(name)
    busy = false
  }
  const facts = openEmulated(echoPort()).facts
  const transmit: OpenCard['transmit'] = async (command) => {
    await alone(`ins ${command.ins}`)
    if (command.ins === 2) throw new WireFailure('timeout', 'no answer')
    return { data: new Uint8Array(0), sw: 0x9000 }
  }
  return { facts, transmit, reset: () => alone('reset'), close: () => alone('close') }
}

it('lock lets one exchange at a time through, in order, and goes on after a failure', async () => {
  const log: string[] = []
  const card = lock(slowCard(log))
  const send = (ins: number): Promise<unknown> => card.transmit(commandApdu({ cla: 0, ins }))
  const results = await Promise.allSettled([send(1), send(2), card.reset(), send(3), card.close()])
  expect(log).toEqual(['ins 1', 'ins 2', 'reset', 'ins 3', 'close'])
  expect(results.map((result) => result.status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
})
