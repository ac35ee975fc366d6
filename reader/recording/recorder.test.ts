import { describe, expect, it } from 'vitest'
import { parseHex } from '../../src/bytes/hex.ts'
import { decodeCommand } from '../../src/iso7816/command-apdu.ts'
import { scriptedChannel } from '../testing/scripted-channel.ts'
import { openEmulated } from '../drivers/emulated.ts'
import { echoPort } from '../testing/echo-port.ts'
import { recorded } from './recorder.ts'

/** The answers as they were written down. */
async function answersTo(commands: readonly string[], ...answers: readonly string[]): Promise<string[]> {
  let text = ''
  const card = { ...openEmulated(echoPort()), ...scriptedChannel(...answers) }
  const channel = recorded(card, { clock: () => 0n, write: (lines) => void (text += lines) })
  for (const each of commands) await channel.transmit(decodeCommand(parseHex(each)))
  return [...text.matchAll(/^< (\S+)/gm)].map(([, answer = '']) => answer)
}

describe('the recorder', () => {
  it.each([
    ['DECIPHER of an OpenPGP card', '002a80860100'],
    ['PIV key agreement', '0087119d0100'],
    ['decryption by a retired PIV key', '0087078201aa'],
  ])('hides what came out of %s, its rest by GET RESPONSE too', async (_, command) => {
    const written = await answersTo([command, '00c0000002', '0084000002'], 'aabb6102', 'ccdd9000', 'eeff9000')
    expect(written).toEqual(['****6102', '****9000', 'eeff9000'])
  })

  it.each([
    ['a signature of an OpenPGP card', '002a9e9a0100'],
    ['a signature of a PIV card', '0087119e0100'],
  ])('leaves %s readable', async (_, command) => {
    expect(await answersTo([command], 'aabb9000')).toEqual(['aabb9000'])
  })
})
