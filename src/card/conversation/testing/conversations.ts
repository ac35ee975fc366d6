// The conversations that lie beside this folder, read.

import { readdirSync, readFileSync } from 'node:fs'
import type { Conversation } from '../conversation.ts'
import { parseConversation } from '../parse.ts'

const FOLDER: URL = new URL('../../conversations/', import.meta.url)

/** All of them, in the order of their names. */
export function allConversations(): readonly Conversation[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.conversation'))
  return files.sort().map((file) => parseConversation(readFileSync(new URL(file, FOLDER), 'utf8'), file))
}
