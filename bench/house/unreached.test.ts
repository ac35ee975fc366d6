// What nothing but tests reaches stands on the list, and nothing else stands there.

import { expect, it } from 'vitest'
import { WAITING, wrongWith } from './unreached.ts'

const waiting = [{ issue: 1, for: 'planted', code: ['src/a.ts', 'src/b.ts: later'] }]

it.each([
  [['src/a.ts', 'src/b.ts: later'], []],
  [['src/a.ts', 'src/b.ts: later', 'src/b.ts: never'], ['nothing but tests reaches src/b.ts: never']],
  [['src/a.ts'], ['reached or gone, so strike it from the list: src/b.ts: later']],
])('found %j', (found, wrong) => {
  expect(wrongWith(found, waiting)).toEqual(wrong)
})

it('no code waits twice', () => {
  const code = WAITING.flatMap((each) => each.code)
  expect(code).toEqual([...new Set(code)])
})
