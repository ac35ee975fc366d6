import { describe, expect, it } from 'vitest'
import { loadAddon } from './addon.ts'
import { proveAddon } from './testing/prove-addon.ts'

const addon = loadAddon()

it('is not there where nothing was built', () => {
  expect(loadAddon('/nowhere')).toBeUndefined()
})

describe.skipIf(addon === undefined)('the addon of this checkout (needs npm run native)', () => {
  if (addon !== undefined) proveAddon(() => addon, addon.names)
})
