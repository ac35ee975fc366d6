// Writes the pictures of README: `npm run pictures`.

import { mkdirSync, writeFileSync } from 'node:fs'
import { readmePictures } from './pictures.ts'

const folder = new URL('pictures/', import.meta.url)
mkdirSync(folder, { recursive: true })
for (const { name, svg } of await readmePictures()) writeFileSync(new URL(name, folder), svg)
