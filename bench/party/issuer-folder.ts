// Where the issuers of cards in readers are kept, so that a card that was personalised once can be loaded and measured
// again: a file for each card, named by the card's number, unless its holder names another one.

import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { printHex } from '../../src/bytes/hex.ts'
import { dataFolder } from './data-folder.ts'

export function issuerFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(dataFolder(environment), 'issuers')
}

/** The file of the issuer who made the card with this number, whether it exists or not. */
export function issuerFileOf(cardNumber: Uint8Array, folder: string = issuerFolder()): string {
  return join(folder, `${printHex(cardNumber)}.issuer`)
}

/** Throws what the file system throws. Readable by its owner only, as the files in it. */
export async function makeFolderOf(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
}
