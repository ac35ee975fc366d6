// The manifests of an archive say what the files are, byte for byte.

import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { withManifests } from './manifest.ts'

it('names each file with its size and digest, the list itself in the sums', () => {
  const files = [
    { name: 'a.json', what: 'a run', bytes: Buffer.from('abc') },
    { name: 'b.html', what: 'the page', bytes: Buffer.from('') },
  ]
  const [a, b, manifest, sums, ...others] = withManifests(files, '1.2')
  expect([a, b, others]).toEqual([...files, []])
  // FIPS 180-4, the examples of SHA-256
  const [abc, empty] = [
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ]
  expect(JSON.parse(String(manifest?.bytes))).toEqual({
    schema: 'tickbench.archive/1',
    tickbench: '1.2',
    files: [
      { name: 'a.json', what: 'a run', bytes: 3, sha256: abc },
      { name: 'b.html', what: 'the page', bytes: 0, sha256: empty },
    ],
  })
  const own = createHash('sha256')
    .update(manifest?.bytes ?? '')
    .digest('hex')
  expect(String(sums?.bytes)).toBe(`${abc}  a.json\n${empty}  b.html\n${own}  manifest.json\n`)
})
