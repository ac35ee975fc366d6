// Every test that PITFALLS.md names exists.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const rows = readFileSync(resolve(import.meta.dirname, 'PITFALLS.md'), 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, , file]) => file?.endsWith('.test.ts'))

it('the list has a test for every group of points', () => {
  expect(rows.length).toBeGreaterThan(60)
})

it.each(rows.map(([, point, file, test]) => ({ point, file, test })))('$point: $test', ({ file = '', test = '' }) => {
  expect(readFileSync(resolve(root, file), 'utf8')).toContain(test)
})
