import { expect, it } from 'vitest'
import { watchStolenTime } from './stolen-time.ts'

const stat = (user: number, idle: number, stolen: number) =>
  `cpu  ${user} 0 0 ${idle} 0 0 0 ${stolen} 99 99\ncpu0 1 2 3\n`
const nobody = { readText: () => undefined, waited: undefined, clock: () => 0n }

it('gives the share since the watch was started, guest time not counted twice', () => {
  const texts = [stat(100, 100, 50), stat(160, 120, 70)]
  const watch = watchStolenTime({ ...nobody, readText: () => texts.shift() })
  expect(watch.share()).toBe(0.2)
})

it.each([
  ['no such file', undefined],
  ['a kernel without the column', 'cpu  1 2 3 4\n'],
  ['no time passed', stat(1, 1, 1)],
])('claims nothing: %s', (_name, text) => {
  expect(watchStolenTime({ ...nobody, readText: () => text }).share()).toBe(0)
})

it('adds what this thread waited for other processes', () => {
  const [readings, waited] = [
    [0n, 1_000n],
    [500, 800],
  ]
  const sources = { ...nobody, clock: () => readings.shift() ?? 0n, waited: () => waited.shift() ?? 0 }
  expect(watchStolenTime(sources).share()).toBe(0.3)
})
