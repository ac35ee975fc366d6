// What printing rests on, without a browser.

import { delimiter, join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { BROWSER_VARIABLE, findBrowser } from './browser.ts'
import { withDensity } from './png-density.ts'

function there(...paths: readonly string[]) {
  return (path: string) => paths.includes(path)
}

describe('a browser', () => {
  const [one, two] = [join('/', 'one'), join('/', 'two')]
  const search = { environment: { PATH: ['relative', one, two].join(delimiter) }, platform: 'linux' as const }

  it('is found in the folders of PATH by any of its names, never in one that is relative', () => {
    expect(findBrowser({ ...search, canRun: there(join(two, 'google-chrome')) })).toBe(join(two, 'google-chrome'))
    expect(findBrowser({ ...search, canRun: there(join('relative', 'chromium')) })).toBeUndefined()
  })

  it('is the one that is named, or none', () => {
    const environment = { ...search.environment, [BROWSER_VARIABLE]: '/opt/mine' }
    const canRun = there('/opt/mine', join(one, 'chromium'))
    expect(findBrowser({ ...search, environment, canRun })).toBe('/opt/mine')
    expect(findBrowser({ ...search, environment, canRun: there(join(one, 'chromium')) })).toBeUndefined()
    const named = { ...search.environment, [BROWSER_VARIABLE]: 'brave' }
    expect(findBrowser({ ...search, environment: named, canRun: there(join(two, 'brave')) })).toBe(join(two, 'brave'))
  })
})

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

it('a PNG says how large it is, right after its header and with a check that holds', () => {
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  const header = Buffer.from('00000001000000010800000000', 'hex')
  const rest = [chunk('IDAT', deflateSync(Buffer.from([0, 0]))), chunk('IEND', Buffer.alloc(0))]
  const png = Buffer.concat([signature, chunk('IHDR', header), ...rest])
  // 600 dots an inch are 23,622 a metre
  const density = chunk('pHYs', Buffer.from('00005c4600005c4601', 'hex'))
  expect(Buffer.from(withDensity(png, 600))).toEqual(
    Buffer.concat([signature, chunk('IHDR', header), density, ...rest]),
  )
})
