import { expect, it } from 'vitest'
import { jobsFor, jobsNote, LONG_RUN, parseJobs, type RunSize } from './compare-jobs.ts'

const long: RunSize = { payments: LONG_RUN, schemes: 3, hasOneCard: false, isSlept: false }

it.each<[string, Partial<RunSize>, number, number]>([
  ['a long run takes the processors that there are', {}, 2, 2],
  ['but no more than there are schemes', {}, 8, 3],
  ['one processor is no reason to start another process', {}, 1, 1],
  ['a short run stays in one process', { payments: LONG_RUN - 1 }, 8, 1],
  ['so does one with one card', { hasOneCard: true }, 8, 1],
  ['and one that somebody watches', { isSlept: true }, 8, 1],
])('%s', (_what, differs, processors, jobs) => {
  expect(jobsFor('auto', { ...long, ...differs }, processors)).toBe(jobs)
})

it('is what was asked for, and says so', () => {
  expect([parseJobs('auto'), parseJobs('3')]).toEqual(['auto', 3])
  expect(jobsFor(3, { ...long, payments: 10 }, 1)).toBe(3)
  expect(jobsFor(1, { ...long, hasOneCard: true })).toBe(1)
  expect([jobsNote(1), jobsNote(3)]).toEqual(['', expect.stringContaining('3 processes')])
})

it.each(['0', '65', 'many', ''])('is not %j, and the line says what it can be', (text) => {
  expect(() => parseJobs(text)).toThrow('give auto, or a whole number from 1 to 64')
})

it('cannot put one card into two processes', () => {
  expect(() => jobsFor(2, { ...long, hasOneCard: true })).toThrow('--jobs: one card cannot be in several processes')
})
