import { expect, it } from 'vitest'
import { parseHex, printHex } from '../bytes/hex.ts'
import { aesCmac, observedCmac } from './cmac.ts'
import { createTally } from './operations.ts'

const key = parseHex('2b7e151628aed2a6abf7158809cf4f3c')
const message = parseHex('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411')

it.each([
  [0, 'bb1d6929e95937287fa37d129b756746'],
  [16, '070a16b46b4d4144f79bdd9dd04a287c'],
  [40, 'dfa66747de9ae63030ca32611497c827'],
])('agrees with RFC 4493, section 4, on %i bytes', (length, expected) => {
  expect(printHex(aesCmac(key, message.subarray(0, length)))).toBe(expected)
})

it('counts as one MAC', () => {
  const tally = createTally()
  observedCmac(aesCmac, tally.observe)(key, message)
  expect(tally.read()).toEqual({ mac: 1 })
})
