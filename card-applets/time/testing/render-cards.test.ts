import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { renderCards, type ProfilesJson } from './render-cards.ts'

const data = new URL('../../../../shared/data/', import.meta.url)

it.skipIf(!existsSync(data)).each(['nxp', 'others'] as const)('%s.ts is what the measurements say', async (which) => {
  const json = JSON.parse(readFileSync(new URL('card-profiles.json', data), 'utf8')) as ProfilesJson
  const csv = readFileSync(new URL('card-timings.csv', data), 'utf8')
  await expect(renderCards(json, csv, which)).toMatchFileSnapshot(`../cards/${which}.ts`)
})
