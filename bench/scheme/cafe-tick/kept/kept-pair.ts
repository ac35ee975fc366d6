// A card image and the file of its issuer, replaced together, so that the two ledgers never part. The new image lies
// complete beside the old one before the issuer's file is replaced, which is the moment that counts: whoever locks the two
// next sees by the issuer's books which of the images is the card. To be called with both files locked.

import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { encodeCardImage, type CardImage } from '../../../../card-applets/card-image.ts'
import { loadCardImage } from '../../../../card-applets/image-file.ts'
import { DecodeError } from '../../../../src/bytes/decode-error.ts'
import type { Crypto, RandomBytes } from '../../../../src/crypto/crypto.ts'
import { encodeIssuer, type KeptIssuer } from '../../../party/issuer-file.ts'
import { labCard } from '../../chips/lab-card.ts'
import { compareLedgers, describeLedgers } from './ledgers.ts'
import { viewPurse } from './purse-view.ts'

export interface PairPaths {
  readonly image: string
  readonly issuer: string
}

/** Throws what the file system throws; both files then stand as they were. Readable by their owner only. */
export async function savePair(paths: PairPaths, image: CardImage, issuer: KeptIssuer): Promise<void> {
  const [imageBytes, issuerBytes] = [encodeCardImage(image), encodeIssuer(issuer)]
  await undisturbed(() => {
    const [nextImage, nextIssuer] = [nextOf(paths.image), nextOf(paths.issuer)]
    try {
      writeForced(nextImage, imageBytes)
      writeForced(nextIssuer, issuerBytes)
      renameSync(nextIssuer, paths.issuer)
    } catch (error) {
      for (const file of [nextImage, nextIssuer]) rmSync(file, { force: true })
      throw error
    }
    forceFolder(dirname(paths.issuer))
    renameSync(nextImage, paths.image)
    forceFolder(dirname(paths.image))
  })
}

/** Whether a process that was killed between the two files has left its half. */
export function isHalfDone(image: string): boolean {
  return existsSync(nextOf(image))
}

/** Ends what a process began that was killed in `savePair`. */
export async function settlePair(
  paths: PairPaths,
  issuer: KeptIssuer,
  chip: { readonly crypto: Crypto; readonly random: RandomBytes },
): Promise<void> {
  rmSync(nextOf(paths.issuer), { force: true })
  const next = nextOf(paths.image)
  if (!existsSync(next)) return
  const agrees = async (file: string): Promise<boolean> => {
    const image = existsSync(file) ? await imageOrNot(file) : undefined
    if (image === undefined) return false
    const view = await viewPurse(labCard({ ...chip, image }).open())
    return view.kind === 'purse' && describeLedgers(compareLedgers(view, issuer.accounts.get(view.cardId))).inOrder
  }
  if (!(await agrees(paths.image)) && (await agrees(next))) renameSync(next, paths.image)
  else rmSync(next)
}

function nextOf(path: string): string {
  return `${path}.next`
}

async function imageOrNot(file: string): Promise<CardImage | undefined> {
  try {
    return await loadCardImage(file)
  } catch (error) {
    if (error instanceof DecodeError) return undefined // the process was killed while it wrote
    throw error
  }
}

/** A signal that comes in between ends the process when the files are whole, and nothing lies about with keys in it. */
async function undisturbed(work: () => void): Promise<void> {
  let came: NodeJS.Signals | undefined
  const wait = (signal: NodeJS.Signals): void => {
    came = signal
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, wait)
  try {
    work() // in one go: nobody else's handler runs in between
    await nextTurn()
  } finally {
    for (const signal of signals) process.off(signal, wait)
    if (came !== undefined && process.listenerCount(came) === 0) process.kill(process.pid, came)
  }
}

/** A new file with these bytes on the disk. */
function writeForced(path: string, bytes: Uint8Array): void {
  rmSync(path, { force: true })
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes a rename itself last. Windows cannot open a folder and needs no such step. */
function forceFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
