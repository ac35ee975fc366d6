import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readmePictures } from './pictures.ts'

const documents = ['README.md', 'GUIDE.md'].map((name) =>
  readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'),
)

it('README and GUIDE show what the models draw: run `npm run pictures` after changing them, and look', async () => {
  const pictures = await readmePictures()
  expect(pictures).toHaveLength(4)
  for (const { name, svg } of pictures) {
    expect(readFileSync(new URL(`pictures/${name}`, import.meta.url), 'utf8')).toBe(svg)
    expect(documents.join('\n')).toContain(`bench/report/pictures/${name}`)
  }
})

it('a picture needs no page: its colours are its own', async () => {
  const [light, dark] = await readmePictures()
  expect(light?.svg).toContain('--page:#ffffff')
  expect(dark?.svg).toContain('--page:#14191d')
  for (const used of new Set(light?.svg.match(/var\(--\w+\)/g))) {
    expect(light?.svg).toContain(`${used.slice(4, -1)}:#`)
  }
})
