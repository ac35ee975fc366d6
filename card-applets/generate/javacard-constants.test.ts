import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { javaConstants } from './javacard-constants.ts'

it.each([...javaConstants()])(
  '%s is what the declarations say: run `npx tsx card-applets/generate/write-javacard.ts` after changing them',
  (path, text) => {
    expect(readFileSync(new URL(`../javacard/${path}`, import.meta.url), 'utf8')).toBe(text)
  },
)
