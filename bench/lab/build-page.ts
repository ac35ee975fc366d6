// Makes of the page's sources what a browser loads: one script and one stylesheet beside this file's compiled form. The
// last step of `npm run build`: it needs esbuild and preact, which are here in development only, and never at run time.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, transform } from 'esbuild'
import { writeFileSync, mkdirSync } from 'node:fs'
import { packageFolder } from '../measure/package-folder.ts'
import { pageColours } from './page-colours.ts'

const sources = join(packageFolder(), 'bench/lab/page')
const folder = join(packageFolder(), 'dist/bench/lab/page')

mkdirSync(folder, { recursive: true })
await build({
  entryPoints: { lab: join(sources, 'main.tsx') },
  outdir: folder,
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome111', 'firefox114', 'safari16.4'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'linked',
  logLevel: 'warning',
})
const style = `${pageColours()}\n${readFileSync(join(sources, 'lab.css'), 'utf8')}`
const { code } = await transform(style, { loader: 'css', minify: true })
writeFileSync(join(folder, 'lab.css'), code)
