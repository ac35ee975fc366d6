import { expect, it } from 'vitest'
import { commandApdu } from '../../src/iso7816/command-apdu.ts'
import { scriptedChannel } from '../testing/scripted-channel.ts'
import { wrongLength } from './wrong-length.ts'

const getChallenge = commandApdu({ cla: 0, ins: 0x84, ne: 256 })

it('asks again with the length that the card named', async () => {
  const card = scriptedChannel('6c08', '01020304050607089000')
  expect((await wrongLength(card).transmit(getChallenge)).data).toHaveLength(8)
  expect(card.sent).toEqual(['0084000000', '0084000008'])
})

it('reads 6C00 as 256', async () => {
  const card = scriptedChannel('6c00', '9000')
  await wrongLength(card).transmit(commandApdu({ cla: 0, ins: 0x84, ne: 8 }))
  expect(card.sent).toEqual(['0084000008', '0084000000'])
})

it('asks again only once', async () => {
  const card = scriptedChannel('6c08')
  expect((await wrongLength(card).transmit(getChallenge)).sw).toBe(0x6c08)
  expect(card.sent).toHaveLength(2)
})

it('passes 6CXX on to a command that expects no data', async () => {
  const card = scriptedChannel('6c08')
  expect((await wrongLength(card).transmit(commandApdu({ cla: 0, ins: 0x20 }))).sw).toBe(0x6c08)
  expect(card.sent).toHaveLength(1)
})
