import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseAddress, printAddress, type ReaderAddress } from './address.ts'

const hexId = fc.integer({ min: 0, max: 0xffff })
const name = fc.string({ minLength: 1, maxLength: 40 })

const addresses: fc.Arbitrary<ReaderAddress> = fc.oneof(
  fc.constant<ReaderAddress>({ kind: 'auto' }),
  fc.record({ kind: fc.constant('emulated' as const), profile: fc.option(name, { nil: undefined }) }),
  fc.record({ kind: fc.constant('pcsc' as const), reader: fc.option(name, { nil: undefined }) }),
  fc.record({
    kind: fc.constant('hid' as const),
    device: fc.option(fc.record({ vendorId: hexId, productId: hexId }), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('vpicc' as const), port: fc.integer({ min: 1, max: 65_535 }) }),
  fc.record({ kind: fc.constant('replay' as const), file: name }),
)

it('parses what it printed', () => {
  fc.assert(
    fc.property(addresses, (address) => {
      expect(parseAddress(printAddress(address))).toEqual(address)
    }),
  )
})

it.each(['emulated', 'pcsc', 'hid'])('takes %s without its colon', (scheme) => {
  expect(parseAddress(scheme)).toEqual(parseAddress(`${scheme}:`))
})

it.each([
  '',
  'usb:1',
  'auto:x',
  'replay:',
  'vpicc:',
  'vpicc:0',
  'vpicc:65536',
  'vpicc:1e3',
  'vpicc:-1',
  'hid:1050',
  'hid:1050:40',
  'hid:xxxx:0407',
])('says in one line why %j is wrong', (text) => {
  const parsed = parseAddress(text)
  expect(parsed).toMatchObject({ kind: 'wrong', why: expect.stringContaining(JSON.stringify(text)) })
  expect(parsed).toMatchObject({ why: expect.not.stringContaining('\n') })
})
