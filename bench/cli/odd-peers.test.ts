// Cards and recordings that send what nobody expects: one line and an exit code that says whose fault it is.

import { describe, expect, it } from 'vitest'
import { echoPort } from '../../reader/testing/echo-port.ts'
import { freePort } from '../../reader/testing/free-port.ts'
import type { CardPort } from '../../src/card/port.ts'
import { tickbench, type Captured } from './testing/captured.ts'
import { plugIn } from './testing/plug-in.ts'
import { testFolder } from './testing/small-log.ts'

const written = testFolder()

/** A card that gives the same bytes to every command. */
function answering(...bytes: readonly number[]): CardPort {
  return { ...echoPort(), exchange: () => Uint8Array.from(bytes) }
}

async function withCard(card: CardPort, ...words: readonly string[]): Promise<Captured> {
  const port = await freePort()
  const running = tickbench(...words, '--reader', `vpicc:${port}`)
  const plugged = await plugIn(port, card)
  const captured = await running
  await plugged.unplug()
  return captured
}

describe('a card', () => {
  it('that answers without a status word breaks the wire', async () => {
    const { exitCode, err } = await withCard(answering(0x90), 'apdu', '00A4040000')
    expect(exitCode).toBe(4)
    expect(err).toMatch(/^tickbench: vpicc:\d+: what came back is no response: .+\n$/m)
    expect(err).not.toContain('    at ')
  })

  it('whose data is not what its command gives is told in one line, with the place if --verbose', async () => {
    const { exitCode, err } = await withCard(answering(1, 2, 0x90, 0), 'card', 'info')
    expect(exitCode).toBe(4)
    expect(err).toMatch(/^tickbench: .+: a card or a peer sent what does not belong there; .+\n$/)
    const verbose = await withCard(answering(1, 2, 0x90, 0), '--verbose', 'card', 'info')
    expect(verbose.err).toContain('DecodeError')
  })
})

describe('a recording', () => {
  it.each([
    ['apdu', '00A4040000'],
    ['card', 'info'],
  ])('that is none is told in one line by %s', async (...words) => {
    const { exitCode, err } = await tickbench(...words, '--reader', `replay:${written('none', 'hello')}`)
    expect(exitCode).toBe(4)
    expect(err).toMatch(/^tickbench: .+none:1: does not begin with .+ it is no recording of tickbench record\n$/)
  })

  it('with a date that a capture cannot hold is no matter of the name of the file', async () => {
    const facts = ['address a', 'driver d', 'reader r', 'atr 3b00', 'protocol T=1', 'began 9999-01-01T00:00:00Z']
    const file = written('late', ['tickbench recording 1', ...facts, '> 00a40400 @1', '< 9000 +1', ''].join('\n'))
    const { exitCode, err } = await tickbench('replay', file, '--pcap', written('late.pcap'))
    expect(exitCode).toBe(2)
    expect(err).toContain('1970 to 2106')
  })
})
