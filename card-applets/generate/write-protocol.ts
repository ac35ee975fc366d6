// Writes PROTOCOL.md beside this file: `npx tsx card-applets/generate/write-protocol.ts`.

import { writeFileSync } from 'node:fs'
import { protocolDocument } from './protocol-doc.ts'

writeFileSync(new URL('../PROTOCOL.md', import.meta.url), protocolDocument())
