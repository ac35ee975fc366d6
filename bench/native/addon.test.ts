import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ADDON_NAME, loadAddon } from './addon.ts'
import { proveAddon } from './testing/prove-addon.ts'

const addon = loadAddon()

it('is not there where nothing was built', () => {
  expect(loadAddon('/nowhere')).toBeUndefined()
})

it('is not loaded from a file that is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tickbench-native-'))
  writeFileSync(join(folder, ADDON_NAME), 'no library')
  expect(() => loadAddon(folder)).toThrow()
  rmSync(folder, { recursive: true })
})

describe.skipIf(addon === undefined)('the addon of this checkout (needs npm run native)', () => {
  proveAddon(() => addon!, addon?.names ?? ['any kernel'])
})
