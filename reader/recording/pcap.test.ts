import { expect, it } from 'vitest'
import { printHex } from '../../src/bytes/hex.ts'
import { exportPcap } from './pcap.ts'
import { parseRecording } from './recording.ts'

const RECORDING = `tickbench recording 1
address replay:x
driver replay
reader R
atr 3b00
protocol T=1
began 1970-01-01T00:00:01.000Z
> 0020008002**** @5
< 9000 +7
reset @20
> 00a4 @30
! busy +1 busy
`

it('exports the ATR and each answered exchange as a GSMTAP packet with the time of its response', () => {
  const hex = printHex(exportPcap(parseRecording(RECORDING, 'x')))
  const header = '4d3cb2a1020004000000000000000000ffff000065000000'
  const atr = '0100000000000000' + '2e000000'.repeat(2)
  const apdu = '010000000c000000' + '35000000'.repeat(2)
  // IPv4 with its checksum, UDP, GSMTAP; checked with Wireshark's own dissectors in the lab.
  const atrPacket = [
    '4500002e0000000040117cbd7f0000017f000001',
    '12791279001a0000',
    '02040400000000000000000001000000',
    '3b00',
  ]
  const apduPacket = [
    '450000350001000040117cb57f0000017f000001',
    '1279127900210000',
    '02040400000000000000000000000000',
    '002000800200009000',
  ]
  expect(hex).toBe([header, atr, ...atrPacket, apdu, ...apduPacket].join(''))
})

it('cuts what does not fit an IP packet and keeps its true length', () => {
  const text = RECORDING.slice(0, RECORDING.indexOf('>')) + `> 00b0000000 @1\n< ${'00'.repeat(65_536)}9000 +1\n`
  const pcap = exportPcap(parseRecording(text, 'x'))
  const view = new DataView(pcap.buffer, 24 + 16 + 46)
  expect([view.getUint32(8, true), view.getUint32(12, true)]).toEqual([65_535, 20 + 8 + 16 + 5 + 65_538])
})
