import { expect, it } from 'vitest'
import { checkShape, type Shape } from './shape.ts'

const shape: Shape = {
  fields: {
    name: 'text',
    sizes: { list: 'number' },
    by: { byName: 'boolean' },
    maybe: { orNull: 'text' },
    absent: { orAbsent: 'number' },
  },
}
const good = { name: 'a', sizes: [1, 2], by: { x: true }, maybe: null, more: 1 }

it('lets pass what fits', () => {
  expect(() => checkShape(good, shape)).not.toThrow()
})

it.each([
  [{ ...good, name: 1 }, 'name: not text'],
  [{ ...good, sizes: [1, '2'] }, 'sizes[1]: not a number'],
  [{ ...good, sizes: { length: 1 } }, 'sizes: not a list'],
  [{ ...good, by: { x: 1 } }, 'by.x: not a boolean'],
  [{ ...good, maybe: undefined }, 'maybe: not text'],
  [{ ...good, absent: 'x' }, 'absent: not a number'],
  [[], 'not an object'],
  [null, 'not an object'],
])('names what does not: %j', (value, message) => {
  expect(() => checkShape(value, shape)).toThrow(message)
})
