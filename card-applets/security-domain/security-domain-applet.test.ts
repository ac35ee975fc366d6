import { expect, it } from 'vitest'
import { parseHex } from '../../src/bytes/hex.ts'
import { decodeTlvs, findTlv } from '../../src/iso7816/tlv.ts'
import { echoApplet } from '../echo/echo-applet.ts'
import { poweredCard, send } from '../testing/powered-card.ts'
import { cplcLayout } from './cplc.ts'
import { securityDomainApplet } from './security-domain-applet.ts'

const card = poweredCard({
  applets: [securityDomainApplet({ serialNumber: parseHex('01020304') }), echoApplet()],
})

it('is found by the empty AID, with its own AID in the FCI', () => {
  expect(send(card, '00A4040000')).toBe('6f108408a000000151000000a5049f6501ff9000')
})

it.each([
  ['IIN', '80CA004200', '4204000000009000'],
  ['CIN', '80CA004500', '4504010203049000'],
  ['key information', '80CA00E000', 'e012c00401ff8810c00402ff8810c00403ff88109000'],
  [
    'card data',
    '80CA006600',
    '6631732f 06072a864886fc6b01 600c060a2a864886fc6b02020301 630906072a864886fc6b03 640b06092a864886fc6b040370 9000',
  ],
  ['an object that it has not', '80CA00C100', '6a88'],
  ['what OpenSC probes for', '00CADF3005', '6a88'],
  ['what GnuPG probes for', '00A4000C023F00', '6a82'],
  ['GET STATUS', '80F28000024F0000', '6982'],
  ['INITIALIZE UPDATE', '8050000008010203040506070800', '6982'],
  ['an instruction of another kind', '8010000000', '6d00'],
])('answers %s', (_, command, answer) => {
  expect(send(card, command)).toBe(answer.replaceAll(' ', ''))
})

it('answers CPLC as one object of 42 bytes with the serial number in it', () => {
  const answer = parseHex(send(card, '80CA9F7F00'))
  const value = findTlv(decodeTlvs(answer.subarray(0, -2)), 0x9f7f)?.value ?? new Uint8Array()
  expect(value).toHaveLength(42)
  expect(cplcLayout.decode(value).icSerialNumber).toEqual(parseHex('01020304'))
})
