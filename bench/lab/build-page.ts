// Makes of the page's sources what a browser loads: one script and one stylesheet beside this file's compiled form. The
// last step of `npm run build`: it needs esbuild and preact, which are here in development only, and never at run time.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, transform } from 'esbuild'
import { packageFolder } from '../measure/package-folder.ts'
import { pageColours } from './page-colours.ts'

const sources = join(packageFolder(), 'bench/lab/page')
const folder = join(packageFolder(), 'dist/bench/lab/page')

mkdirSync(folder, { recursive: true })
const { metafile } = await build({
  metafile: true,
  entryPoints: { lab: join(sources, 'main.tsx') },
  outdir: folder,
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome111', 'firefox114', 'safari16.4'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'warning',
})
writeFileSync(join(folder, 'lab.js.LEGAL.txt'), licences(Object.keys(metafile.inputs)))
const style = `${pageColours()}\n${readFileSync(join(sources, 'lab.css'), 'utf8')}`
const { code } = await transform(style, { loader: 'css', minify: true })
writeFileSync(join(folder, 'lab.css'), code)

/** Of the packages that the script holds a part of: their licences want to be where the script is. */
function licences(inputs: readonly string[]): string {
  const names = inputs.flatMap((input) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [])
  const texts = [...new Set(names)].toSorted().map((name) => {
    return `${name}\n\n${readFileSync(join(packageFolder(), 'node_modules', name, 'LICENSE'), 'utf8').trim()}\n`
  })
  return texts.join('\n\n')
}
