import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { DECLARED_APPLETS } from '../../src/card/applets.ts'
import { DOCUMENTED_APPLETS } from './protocol-applets.ts'
import { protocolDocument } from './protocol-doc.ts'

it('PROTOCOL.md is what the declarations say: run `npx tsx card-applets/generate/write-protocol.ts` after changing them', () => {
  expect(readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8')).toBe(protocolDocument())
})

it('no applet with declared commands is left out', () => {
  const declared = DECLARED_APPLETS.filter(({ commands }) => Object.keys(commands).length > 0)
  expect(DOCUMENTED_APPLETS.map(({ name }) => name)).toEqual(declared.map(({ name }) => name))
})

it.each(DOCUMENTED_APPLETS)('explains every structure that a command of $name carries or a cell holds', (applet) => {
  const { commands, structures, cells } = applet
  const shapes = [...commands.flatMap(({ request, response }) => [request, response]), ...structures, ...cells]
  const named = shapes.flatMap(({ rows }) => rows.flatMap(({ wire }) => wire.match(/[A-Z][a-z]+[A-Z]\w+$/)?.[0] ?? []))
  const explained = new Set(shapes.map(({ name }) => name))
  expect(named.filter((name) => !explained.has(name))).toEqual([])
})
