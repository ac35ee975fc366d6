import { expect, it, vi } from 'vitest'
import { within } from './time-limit.ts'

it('gives what the work gives', async () => {
  expect(await within(1000, 'work', Promise.resolve(7))).toBe(7)
})

it('lets the failure of the work through', async () => {
  await expect(within(1000, 'work', Promise.reject(new TypeError('broken')))).rejects.toThrow(TypeError)
})

it('fails as a timeout when the limit passes, and hands late work over', async () => {
  vi.useFakeTimers()
  try {
    const late: number[] = []
    let finish: ((value: number) => void) | undefined
    const work = new Promise<number>((resolve) => {
      finish = resolve
    })
    const limited = within(50, 'work', work, (value) => late.push(value))
    const outcome = expect(limited).rejects.toMatchObject({ code: 'timeout', message: 'work: no answer within 50 ms' })
    vi.advanceTimersByTime(50)
    await outcome
    finish?.(7)
    await work
    expect(late).toEqual([7])
  } finally {
    vi.useRealTimers()
  }
})
