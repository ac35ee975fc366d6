import { expect, it } from 'vitest'
import * as v from 'valibot'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { checkJson, COUNT, NUMBER, parseJson } from './json-document.ts'

const schema = v.object({
  name: v.string(),
  sizes: v.array(NUMBER),
  by: v.record(v.string(), v.boolean()),
  maybe: v.nullable(v.string()),
  absent: v.exactOptional(COUNT),
  kind: v.picklist(['a', 'b']),
  either: v.union([v.string(), v.number()]),
})
const good = { name: 'a', sizes: [1, 2], by: { x: true }, maybe: null, kind: 'a', either: 1 }

it('lets pass what fits, without what nobody declared', () => {
  expect(checkJson({ ...good, more: 1 }, schema)).toEqual(good)
})

it.each([
  [{ ...good, name: 1 }, 'name: not text'],
  [{ ...good, name: undefined }, 'name: missing'],
  [{ ...good, sizes: [1, '2'] }, 'sizes[1]: not a number'],
  [{ ...good, sizes: { length: 1 } }, 'sizes: not a list'],
  [{ ...good, by: { x: 1 } }, 'by.x: not a boolean'],
  [{ ...good, by: null }, 'by: not an object'],
  [{ ...good, absent: 'x' }, 'absent: not a number'],
  [{ ...good, absent: 0.5 }, 'absent: not a whole number'],
  [{ ...good, absent: -1 }, 'absent: below 0'],
  [{ ...good, kind: 'c' }, 'kind: not one of a, b'],
  [{ ...good, either: null }, 'either: not one of text, a number'],
  [[], 'document: not an object'],
  [null, 'document: not an object'],
])('names what does not: %j', (value, message) => {
  expect(() => checkJson(value, schema)).toThrow(new DecodeError(...(message.split(': ') as [string, string])))
})

it('refuses a number that is too large to be one', () => {
  expect(() => parseJson(JSON.stringify(good).replace('[1,2]', '[1e999]'), schema)).toThrow('sizes[0]: not a number')
})

it('takes no field from a prototype that the text names', () => {
  expect(() => parseJson(`{"__proto__":${JSON.stringify(good)}}`, schema)).toThrow('name: missing')
  const { by } = parseJson(JSON.stringify(good).replace('"x":true', '"__proto__":true,"constructor":true'), schema)
  expect(Object.keys(by)).toEqual([])
})

it('quotes a name that would be more than a word of one line', () => {
  const by = { [`\u001b[2J\n${'long '.repeat(1000)}`]: 1 }
  const error = new DecodeError('', '')
  try {
    checkJson({ ...good, by }, schema)
  } catch (found) {
    Object.assign(error, found)
  }
  expect(error.path).toMatch(/^by\["\\u001b\[2J\\nlong [long ]*"\]$/)
  expect(error.path.length).toBeLessThan(100)
})

it('refuses text that is nested without an end', () => {
  expect(() => parseJson('['.repeat(1e5) + ']'.repeat(1e5), schema)).toThrow(DecodeError)
  expect(() => parseJson(`{"name":${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}}`, schema)).toThrow('name: not text')
  expect(() => parseJson('['.repeat(1e6), schema)).toThrow('document: not JSON')
})
