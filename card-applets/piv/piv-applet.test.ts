import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { utf8 } from '../../src/bytes/bytes.ts'
import { send } from '../../src/card/commands.ts'
import { PIV_COMMANDS, PIV_OBJECT } from '../../src/card/tokens/piv-commands.ts'
import { probePiv, signWithPiv, type PivKey } from '../../src/card/tokens/piv-terminal.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { decodeFlatTlvs } from '../../src/iso7816/tlv.ts'
import { poweredCard, send as sendHex } from '../testing/powered-card.ts'
import { wholeAnswers, type SpokenTo } from '../testing/whole-answers.ts'
import { pivApplet, type PivOptions } from './piv-applet.ts'

const MESSAGE = utf8('one coffee')
/** Making RSA keys takes seconds. */
const KEYS = {
  p256: nodeCrypto('p256').signatures.keyPair(seededRandom(2)),
  rsa2048: nodeCrypto('rsa2048').signatures.keyPair(seededRandom(2)),
}

async function probed(options: PivOptions): Promise<{ channel: SpokenTo; keys: readonly PivKey[] }> {
  const channel = wholeAnswers(
    poweredCard({ applets: [pivApplet({ makeKey: () => KEYS[options.keys ?? 'p256'], ...options })] }),
  )
  const keys = await probePiv(channel)
  return { channel, keys: keys ?? [] }
}

function slot(keys: readonly PivKey[], name: string): PivKey {
  const found = keys.find((key) => key.slot === name)
  if (found === undefined) throw new Error(`no slot ${name}`)
  return found
}

describe.each(['p256', 'rsa2048'] as const)('PIV with %s keys', (keys) => {
  const crypto = nodeCrypto(keys)

  it('shows its keys without a write and without a PIN', async () => {
    const { channel, keys: found } = await probed({ keys })
    expect(found.map(({ slot: name, suite, needsPin }) => [name, suite, needsPin])).toEqual([
      ['9E', keys, false],
      ['9A', keys, true],
    ])
    for (const sent of channel.sent) expect(sent).toMatch(/^00(a4|cb|f7)/)
  })

  it('signs with 9E, unasked, what its certificate proves', async () => {
    const { channel, keys: found } = await probed({ keys })
    const key = slot(found, '9E')
    const signed = await signWithPiv(channel, key, crypto, MESSAGE)
    expect(signed.ok && crypto.signatures.verify(key.publicKey, MESSAGE, signed.value)).toBe(true)
    expect(signed.ok && crypto.signatures.verify(key.publicKey, utf8('two coffees'), signed.value)).toBe(false)
  })

  it('signs with 9A only after its PIN', async () => {
    const { channel, keys: found } = await probed({ keys })
    const key = slot(found, '9A')
    expect(await signWithPiv(channel, key, crypto, MESSAGE)).toEqual({ ok: false, refused: 'pinRequired' })
    await channel.transmit({ cla: 0, ins: 0x20, p1: 0, p2: 0x80, data: PIN, ne: 0, extended: false })
    expect(await signWithPiv(channel, key, crypto, MESSAGE)).toMatchObject({ ok: true })
  })

  it('has certificates that OpenSSL takes as self-signed', async () => {
    const { channel } = await probed({ keys })
    const read = await send(channel, PIV_COMMANDS.readObject, { tag: PIV_OBJECT.certificate9E })
    const content = read.ok ? read.value.content : new Uint8Array(0)
    const certificate = new X509Certificate(decodeFlatTlvs(content).find(({ tag }) => tag === 0x70)?.value ?? content)
    expect(certificate.subject).toBe('CN=tickbench PIV 9E')
    expect(certificate.verify(certificate.publicKey)).toBe(true)
  })
})

/** 123456 and FFFF. */
const PIN = Uint8Array.of(0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0xff, 0xff)

describe('PIV', () => {
  const card = poweredCard({ applets: [pivApplet()] })

  it('is selected by the name without its version, and says what it is', () => {
    expect(sendHex(card, '00a4040005a00000030800')).toMatch(/^61.*4f06000010000100.*9000$/)
  })

  it.each([
    ['an object that is not there', '00cb3fff055c035fc10300', '6a82'],
    ['a slot that is not there', '0087119c0a7c0882008104aabbccdd00', '6a86'],
    ['an algorithm of another key', '0087079e0a7c0882008104aabbccdd00', '6a86'],
    ['a digest of four bytes', '0087119e0a7c0882008104aabbccdd00', '6a80'],
    ['a template that is none', '0087119e03aabbcc00', '6a80'],
    ['another class', '8087119e03aabbcc00', '6e00'],
    ['a command that changes it', '00db3fff055c035fc102', '6d00'],
    ['a PIN that is not its own', '00200000', '6a88'],
    ['a PIN of seven bytes', '002000800731323334353637', '6a80'],
    ['tries left', '00200080', '63c3'],
    ['a wrong PIN', '00200080083132333435ffffff', '63c2'],
    ['a wrong PIN again', '00200080083132333435ffffff', '63c1'],
    ['the right PIN', '0020008008313233343536ffff', '9000'],
    ['tries left, now', '00200080', '9000'],
  ])('answers %s', (_, command, answer) => {
    expect(sendHex(card, command)).toBe(answer)
  })

  it('is blocked after three wrong PINs, for the right one too', () => {
    const other = poweredCard({ applets: [pivApplet()] })
    for (const left of ['63c2', '63c1', '6983', '6983']) {
      expect(sendHex(other, '00200080083939393939ffffff')).toBe(left)
    }
    expect(sendHex(other, '0020008008313233343536ffff')).toBe('6983')
  })
})
