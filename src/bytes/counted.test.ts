import { expect, it } from 'vitest'
import { counted } from './counted.ts'

it.each([
  [counted(1, 'byte'), '1 byte'],
  [counted(0, 'byte'), '0 bytes'],
  [counted(9171n, 'line'), '9,171 lines'],
  [counted(1n, 'entry', 'entries'), '1 entry'],
  [counted(2, 'entry', 'entries'), '2 entries'],
])('%s', (said, expected) => {
  expect(said).toBe(expected)
})
