import { expect, it } from 'vitest'
import { SUITE_NAMES } from './engines.ts'
import { labelSuite } from './suite-label.ts'

it('warns of the 1996 suite, and of no other', () => {
  expect(SUITE_NAMES.filter((suite) => labelSuite(suite).includes('insecure'))).toEqual(['1996'])
})
