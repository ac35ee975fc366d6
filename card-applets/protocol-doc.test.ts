import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PURSE_COMMANDS } from '../src/card/purse-commands.ts'
import { protocolDocument } from './protocol-doc.ts'

it('PROTOCOL.md is what the declarations say: run `npx tsx card-applets/write-protocol.ts` after changing them', () => {
  expect(readFileSync(new URL('PROTOCOL.md', import.meta.url), 'utf8')).toBe(protocolDocument())
})

it('explains every structure that a command carries', () => {
  const document = protocolDocument()
  const commands = Object.values(PURSE_COMMANDS)
  const carried = commands.flatMap(({ request, response }) => [...request.rows, ...response.rows])
  const nested = carried.map(({ wire }) => wire).filter((wire) => /^[A-Z][a-z]/.test(wire))
  for (const name of nested) expect(document).toContain(`**${name}**`)
})
