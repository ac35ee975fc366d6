// Card images in files. A crash at any moment leaves the old image or the new one: the new bytes are written beside
// the old, forced to the disk, and renamed over it.

import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { decodeCardImage, encodeCardImage, type CardImage } from './card-image.ts'

/** Throws what the file system throws; the old file then stands untouched. */
export async function saveCardImage(path: string, image: CardImage): Promise<void> {
  await writeDurably(path, encodeCardImage(image))
}

/** The same for any bytes, readable by their owner only. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`
  try {
    await writeForced(beside, bytes)
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  await forceDirectory(dirname(path))
}

/** Throws `DecodeError` for a file that is no card image, and what the file system throws. */
export async function loadCardImage(path: string): Promise<CardImage> {
  return decodeCardImage(new Uint8Array(await readFile(path)))
}

async function writeForced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes the rename itself last. Windows cannot open a directory and needs no such step. */
async function forceDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
