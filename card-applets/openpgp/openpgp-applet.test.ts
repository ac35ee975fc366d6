import { describe, expect, it } from 'vitest'
import { send } from '../../src/card/commands.ts'
import { OPENPGP_COMMANDS } from '../../src/card/tokens/openpgp-commands.ts'
import { utf8 } from '../../src/bytes/bytes.ts'
import { parseHex } from '../../src/bytes/hex.ts'
import { probeOpenPgp, signWithOpenPgp, type OpenPgpFacts } from '../../src/card/tokens/openpgp-terminal.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { decodeCommand } from '../../src/iso7816/command-apdu.ts'
import { poweredCard, send as sendHex } from '../testing/powered-card.ts'
import { wholeAnswers, type SpokenTo } from '../testing/whole-answers.ts'
import { openPgpApplet, type OpenPgpOptions } from './openpgp-applet.ts'

const MESSAGE = utf8('one coffee')
/** Making RSA keys takes seconds. */
const KEYS = {
  p256: nodeCrypto('p256').signatures.keyPair(seededRandom(2)),
  rsa2048: nodeCrypto('rsa2048').signatures.keyPair(seededRandom(2)),
}
const PIN_FOR_SIGNATURES = '0020008106313233343536'
const PIN_FOR_OTHERS = '0020008206313233343536'

async function probed(options: OpenPgpOptions): Promise<{ channel: SpokenTo; facts: OpenPgpFacts }> {
  const channel = wholeAnswers(
    poweredCard({ applets: [openPgpApplet({ makeKey: () => KEYS[options.keys ?? 'p256'], ...options })] }),
  )
  const facts = await probeOpenPgp(channel)
  if (facts === undefined) throw new Error('no OpenPGP')
  return { channel, facts }
}

describe.each(['p256', 'rsa2048'] as const)('OpenPGP with %s keys', (keys) => {
  const crypto = nodeCrypto(keys)

  it('shows its keys, tries and counter without a write and without a PIN', async () => {
    const { channel, facts } = await probed({ keys })
    expect(facts).toMatchObject({
      keys: [
        { name: 'signature', suite: keys, writes: true },
        { name: 'authentication', suite: keys, writes: false },
      ],
      pinForEachSignature: false,
      triesLeft: 3,
    })
    for (const sent of channel.sent) expect(sent).toMatch(/^00(a4|ca|4781)/)
  })

  it.each([
    ['signature', PIN_FOR_SIGNATURES, 1],
    ['authentication', PIN_FOR_OTHERS, 0],
  ] as const)('signs with the %s key after the PIN', async (name, pin, counted) => {
    const { channel, facts } = await probed({ keys })
    const key = facts.keys.find((each) => each.name === name)
    if (key === undefined) throw new Error('no key')
    expect(await signWithOpenPgp(channel, key, crypto, MESSAGE)).toEqual({ ok: false, refused: 'pinRequired' })
    await channel.transmit(decodeCommand(parseHex(pin)))
    const signed = await signWithOpenPgp(channel, key, crypto, MESSAGE)
    expect(signed.ok && crypto.signatures.verify(key.publicKey, MESSAGE, signed.value)).toBe(true)
    const counter = await send(channel, OPENPGP_COMMANDS.readCounter, {})
    expect(counter.ok && counter.value.content.at(-1)).toBe(counted) // 7A.93, the last of three bytes
  })
})

describe('OpenPGP', () => {
  it('takes the PIN for one signature where it is set so', async () => {
    const { channel, facts } = await probed({ pinForEachSignature: true })
    const [key] = facts.keys
    if (key === undefined) throw new Error('no key')
    await channel.transmit(decodeCommand(parseHex(PIN_FOR_SIGNATURES)))
    const crypto = nodeCrypto('p256')
    expect(await signWithOpenPgp(channel, key, crypto, MESSAGE)).toMatchObject({ ok: true })
    expect(await signWithOpenPgp(channel, key, crypto, MESSAGE)).toEqual({ ok: false, refused: 'pinRequired' })
  })

  const card = poweredCard({ applets: [openPgpApplet()] })

  it.each([
    ['its name', '00ca004f00', 'd276000124010304fffe0000000100009000'],
    ['an object that is not there', '00ca010100', '6a88'],
    ['a command that changes it', '00da005b00', '6d00'],
    ['the making of a key', '0047800002b60000', '6982'],
    ['another class', '80ca004f00', '6e00'],
    ['a challenge without a length', '00840000', '6700'],
    ['a wrong PIN', '0020008106393939393939', '63c2'],
    ['the same PIN elsewhere', '00200082', '63c2'],
    ['the right one', PIN_FOR_OTHERS, '9000'],
    ['a digest of four bytes', '0088000004aabbccdd00', '6a80'],
  ])('answers %s', (_, command, answer) => {
    expect(sendHex(card, command)).toBe(answer)
  })
})
