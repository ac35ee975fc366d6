import { createHash, createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { concat } from '../../src/bytes/bytes.ts'
import { printHex } from '../../src/bytes/hex.ts'
import { nobleCrypto } from '../../src/crypto/noble-engine.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { commandApdu, encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { decodeResponse, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import { poweredCard } from '../testing/powered-card.ts'
import { tearEverywhere } from '../testing/tear-everywhere.ts'
import { U2F_AID } from '../../src/card/tokens/u2f-commands.ts'
import { u2fApplet, type U2fOptions } from './u2f-applet.ts'

const U2F_INS = { register: 0x01, authenticate: 0x02, version: 0x03 } as const
const U2F_CONTROL = { checkOnly: 0x07, enforcePresence: 0x03, withoutPresence: 0x08 } as const

const challenge = createHash('sha256').update('challenge').digest()
const application = createHash('sha256').update('https://shop.example').digest()

function token(options: U2fOptions = {}, engine = nobleCrypto): EmulatedCard {
  const crypto = engine('p256')
  if (crypto === undefined) throw new Error('P-256 is offered by both engines')
  return poweredCard({ applets: [u2fApplet(options)], crypto })
}

function send(card: EmulatedCard, ins: number, p1: number, data: Uint8Array): ResponseApdu {
  return decodeResponse(
    card.exchange(encodeCommand(commandApdu({ cla: 0, ins, p1, data, ne: 65_536, extended: true }))),
  )
}

interface Registration {
  readonly publicKey: Uint8Array
  readonly handle: Uint8Array
  readonly certificate: X509Certificate
  readonly signature: Uint8Array
}

function register(card: EmulatedCard): Registration {
  const { data, sw } = send(card, U2F_INS.register, 0, concat(challenge, application))
  expect([sw, data[0]]).toEqual([0x9000, 5])
  const publicKey = data.slice(1, 66)
  const handle = data.slice(67, 67 + data[66]!)
  const rest = data.subarray(67 + data[66]!)
  const certificateEnd = 4 + ((rest[2]! << 8) | rest[3]!)
  return {
    publicKey,
    handle,
    certificate: new X509Certificate(rest.subarray(0, certificateEnd)),
    signature: rest.slice(certificateEnd),
  }
}

function authenticate(card: EmulatedCard, handle: Uint8Array, p1: number, of: Uint8Array = application): ResponseApdu {
  return send(card, U2F_INS.authenticate, p1, concat(challenge, of, Uint8Array.of(handle.length), handle))
}

function keyObject(point: Uint8Array): KeyObject {
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => Buffer.from(half).toString('base64url'))
  return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x!, y: y! } })
}

describe.each([
  ['noble', nobleCrypto],
  ['node', nodeCrypto],
])('the U2F token on %s', (_, engine) => {
  it('registers with a certificate and a signature that OpenSSL accepts', () => {
    const { publicKey, handle, certificate, signature } = register(token({}, engine))
    const signed = concat(Uint8Array.of(0), application, challenge, handle, publicKey)
    expect(verify('sha256', signed, certificate.publicKey, signature)).toBe(true)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.subject).toBe('CN=tickbench U2F')
  })

  it('authenticates with the registered key and a counter that rises', () => {
    const card = token({}, engine)
    const { publicKey, handle } = register(card)
    for (const expected of [1, 2]) {
      const { data, sw } = authenticate(card, handle, U2F_CONTROL.enforcePresence)
      expect([sw, printHex(data.subarray(0, 5))]).toEqual([0x9000, `010000000${expected}`])
      expect(
        verify('sha256', concat(application, data.subarray(0, 5), challenge), keyObject(publicKey), data.subarray(5)),
      ).toBe(true)
    }
  })
})

describe('the U2F token', () => {
  it('knows its handles again after the power was off', () => {
    const card = token()
    const { handle } = register(card)
    card.powerOff()
    card.powerOn()
    expect(authenticate(card, handle, U2F_CONTROL.enforcePresence).sw).toBe(0x9000)
  })

  it('only checks a handle when asked to', () => {
    const card = token()
    const { handle } = register(card)
    expect(authenticate(card, handle, U2F_CONTROL.checkOnly).sw).toBe(0x6985)
    expect(printHex(authenticate(card, handle, U2F_CONTROL.enforcePresence).data.subarray(1, 5))).toBe('00000001')
  })

  it('leaves a touch to the command that needs it when a handle is only checked', () => {
    let touches = 1
    const card = token({ touch: () => touches-- > 0 })
    const { handle } = register(card)
    touches = 1
    expect(authenticate(card, handle, U2F_CONTROL.checkOnly).sw).toBe(0x6985)
    expect(authenticate(card, handle, U2F_CONTROL.enforcePresence).sw).toBe(0x9000)
  })

  it('waits for a touch, except where none is asked for', () => {
    let touched = true
    const card = token({ touch: () => touched })
    const { handle } = register(card)
    touched = false
    expect(send(card, U2F_INS.register, 0, concat(challenge, application)).sw).toBe(0x6985)
    expect(authenticate(card, handle, U2F_CONTROL.enforcePresence).sw).toBe(0x6985)
    expect(authenticate(card, handle, U2F_CONTROL.withoutPresence)).toMatchObject({
      sw: 0x9000,
      data: expect.objectContaining({ 0: 0 }),
    })
  })

  it('refuses the handle of another token, another application, or a changed one', () => {
    const card = token()
    const { handle } = register(card)
    expect(authenticate(card, handle, U2F_CONTROL.enforcePresence, challenge).sw).toBe(0x6a80)
    expect(
      authenticate(
        card,
        handle.map((byte, at) => (at === 0 ? byte ^ 1 : byte)),
        3,
      ).sw,
    ).toBe(0x6a80)
    expect(authenticate(card, handle.subarray(1), U2F_CONTROL.enforcePresence).sw).toBe(0x6a80)
  })

  it.each([
    ['a class of others', 0x80, 3, 0, new Uint8Array(0), 0x6e00],
    ['an unknown instruction', 0, 9, 0, new Uint8Array(0), 0x6d00],
    ['data with VERSION', 0, 3, 0, new Uint8Array(1), 0x6700],
    ['a short REGISTER', 0, 1, 0, new Uint8Array(63), 0x6700],
    ['a short AUTHENTICATE', 0, 2, 3, new Uint8Array(64), 0x6700],
    ['a handle of another length than said', 0, 2, 3, new Uint8Array(70), 0x6700],
  ])('refuses %s', (_, cla, ins, p1, data, sw) => {
    expect(decodeResponse(token().exchange(encodeCommand(commandApdu({ cla, ins, p1, data })))).sw).toBe(sw)
  })

  it('is selected by the AID that FIDO gave it', () => {
    const select = commandApdu({ cla: 0, ins: 0xa4, p1: 4, data: U2F_AID.bytes, ne: 256 })
    expect(decodeResponse(token().exchange(encodeCommand(select))).sw).toBe(0x9000)
  })

  it('says by its version what was selected, as clients over NFC and PC/SC expect', () => {
    const select = commandApdu({ cla: 0, ins: 0xa4, p1: 4, data: U2F_AID.bytes, ne: 256 })
    const answer = Buffer.from(token().exchange(encodeCommand(select)))
    expect(answer.toString('latin1')).toBe('U2F_V2\x90\x00')
  })

  it('has the version U2F_V2', () => {
    expect(Buffer.from(send(token(), U2F_INS.version, 0, new Uint8Array(0)).data).toString()).toBe('U2F_V2')
  })

  it('cannot be installed on a card without P-256', () => {
    expect(() => poweredCard({ applets: [u2fApplet()] })).toThrow(RangeError)
  })
})

function copyOf(card: EmulatedCard): EmulatedCard {
  return poweredCard({ applets: [u2fApplet()], crypto: nodeCrypto('p256'), image: card.image() })
}

it('torn at any write of AUTHENTICATE, it never shows a counter twice', () => {
  const first = token()
  const { handle } = register(first)
  const counterOf = (card: EmulatedCard): number => {
    const { data, sw } = authenticate(card, handle, U2F_CONTROL.enforcePresence)
    expect(sw).toBe(0x9000)
    return new DataView(data.buffer, data.byteOffset + 1).getUint32(0)
  }
  const shown = counterOf(first)
  const cases = tearEverywhere({
    prepare: () => copyOf(first),
    act: counterOf,
    judge: (card, cut) => expect(counterOf(copyOf(card))).toBeGreaterThan(cut === undefined ? shown + 1 : shown),
    tearRecovery: true,
  })
  expect(cases).toBeGreaterThan(5)
})
