// Writes the generated constants of the Java applets: `npx tsx card-applets/generate/write-javacard.ts`.

import { writeFileSync } from 'node:fs'
import { javaConstants } from './javacard-constants.ts'

for (const [path, text] of javaConstants()) {
  writeFileSync(new URL(`../javacard/${path}`, import.meta.url), text)
}
