// The conversations that this package brings, and those in files of somebody else's.

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Conversation } from '../../src/card/conversation/conversation.ts'
import { parseConversation } from '../../src/card/conversation/parse.ts'
import { packageFolder } from '../measure/package-folder.ts'

const SUFFIX = '.conversation'

/** What a conversation says that leaves a card as it was. */
export const NOTHING = 'Nothing.'

function ownFolder(): string {
  return join(packageFolder(), 'src', 'card', 'conversations')
}

/** The names of ours. */
export function ownConversations(): readonly string[] {
  const files = readdirSync(ownFolder()).filter((file) => file.endsWith(SUFFIX))
  return files.sort().map((file) => basename(file, SUFFIX))
}

/**
 * Whether it leaves a card as it was, so that nobody has to allow it. What a file of somebody else's says of itself is not
 * enough.
 */
export function changesNothing(nameOrFile: string, { changes }: Conversation): boolean {
  return isOwn(nameOrFile) && changes === NOTHING
}

/** One of ours by its name, else a file. Throws what reading a file throws, and `DecodeError` with file and line. */
export function readConversation(nameOrFile: string): Conversation {
  const own = isOwn(nameOrFile)
  const file = own ? join(ownFolder(), `${nameOrFile}${SUFFIX}`) : nameOrFile
  return parseConversation(readFileSync(file, 'utf8'), own ? basename(file) : file)
}

function isOwn(nameOrFile: string): boolean {
  return ownConversations().includes(nameOrFile)
}
