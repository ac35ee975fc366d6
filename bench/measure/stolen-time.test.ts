import { expect, it } from 'vitest'
import { watchStolenTime } from './stolen-time.ts'

const stat = (user: number, idle: number, stolen: number) =>
  `cpu  ${user} 0 0 ${idle} 0 0 0 ${stolen} 99 99\ncpu0 1 2 3\n`

it('gives the share since the watch was started, guest time not counted twice', () => {
  const texts = [stat(100, 100, 50), stat(160, 120, 70)]
  const watch = watchStolenTime(() => texts.shift())
  expect(watch.share()).toBe(0.2)
})

it.each([
  ['no such file', undefined],
  ['a kernel without the column', 'cpu  1 2 3 4\n'],
  ['no time passed', stat(1, 1, 1)],
])('claims nothing: %s', (_name, text) => {
  expect(watchStolenTime(() => text).share()).toBe(0)
})
