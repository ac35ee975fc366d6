import { expect, it } from 'vitest'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import { echoPort } from '../testing/echo-port.ts'
import { openEmulated } from './emulated.ts'

const echo = commandApdu({ cla: 0x80, ins: 0x10, data: Uint8Array.of(1, 2, 3), ne: 256 })

it('hands whole commands to the port as bytes and decodes the answer', async () => {
  const card = openEmulated(echoPort())
  expect(await card.transmit(echo)).toEqual({ data: Uint8Array.of(1, 2, 3), sw: SW.ok })
})

it('powers on once, resets on request and powers off once', async () => {
  const port = echoPort()
  const card = openEmulated(port, 'jcop4')
  await card.reset()
  await card.close()
  await card.close()
  expect(port.log).toEqual(['powerOn', 'reset', 'powerOff'])
  expect(card.facts.address).toBe('emulated:jcop4')
})

it('fails as closed after close', async () => {
  const card = openEmulated(echoPort())
  await card.close()
  await expect(card.transmit(echo)).rejects.toMatchObject({ code: 'closed' })
  await expect(card.reset()).rejects.toMatchObject({ code: 'closed' })
})
