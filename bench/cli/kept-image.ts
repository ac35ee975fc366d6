// `--card-image` for those who talk to a card by hand or show it to other programs: the card in the file, locked while it
// is used, and saved again: while it is used at most once a second, and at the end.

import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import type { CardImage } from '../../card-applets/card-image.ts'
import type { EmulatedCard } from '../../card-applets/emulated-card.ts'
import { saveCardImage } from '../../card-applets/image-file.ts'
import { isHalfDone } from '../scheme/cafe-tick/kept/kept-pair.ts'
import { EXIT, UserError } from './exit.ts'
import { imageIn, writing } from './kept-files.ts'
import { lockKept } from './kept-lock.ts'

export interface CardImageOptions {
  readonly cardImage?: string
  readonly readOnly: boolean
}

export function addCardImageOptions(command: Command): Command {
  return command
    .option('--card-image <file>', 'the emulated card in this file, with the applets that are on it')
    .option('--read-only', 'with --card-image: what happens to the card is forgotten', false)
}

/** A card that was saved, and whoever keeps what becomes of it. */
export interface KeptImage {
  readonly file: string
  readonly image: CardImage
  /** The card that was made from it; gives what is to be called after each exchange. */
  follow(card: Pick<EmulatedCard, 'image' | 'memoryWrites'>): () => void
}

const SAVE_EVERY_MS = 1000

/**
 * Work with the card in the file, or with none where no file is named; whatever ends the work, the card is kept as it is
 * then. Throws `UserError`, for a file that cannot be written too, and what the work throws.
 */
export async function withImage<T>(
  { cardImage: file, readOnly }: CardImageOptions,
  say: (line: string) => void,
  work: (kept: KeptImage | undefined) => Promise<T>,
): Promise<T> {
  if (file === undefined) {
    if (readOnly) throw new UserError('--read-only is of a card that is kept: say which with --card-image FILE')
    return work(undefined)
  }
  if (!existsSync(file)) {
    throw new UserError(`--card-image ${file} does not exist: make it with tickbench card new`)
  }
  const lock = await lockKept({ cardImage: file }, say)
  try {
    const path = lock.paths.cardImage ?? file
    refuseHalfDone(file, path)
    const image = await imageIn(file)
    if (image === undefined) throw new UserError(`--card-image ${file} does not exist: make it with tickbench card new`)
    const saver = createSaver((saved) => writing('--card-image', file, () => saveCardImage(path, saved)))
    const follow: KeptImage['follow'] = readOnly ? () => () => undefined : (card) => saver.follow(card)
    return await endedBy(
      () => work({ file, image, follow }),
      () => saver.end(),
    )
  } finally {
    lock.release()
  }
}

/** Which of the two images is the card is for those to say who have its issuer. */
function refuseHalfDone(file: string, path: string): void {
  if (!isHalfDone(path)) return
  const line = `--card-image ${file}: a run was killed between the card and its issuer`
  throw new UserError(`${line}: a card load or compare with --issuer puts them in order`, EXIT.refused)
}

/** An error of the work wins over one of its end. */
async function endedBy<T>(work: () => Promise<T>, end: () => Promise<void>): Promise<T> {
  let done: T
  try {
    done = await work()
  } catch (error) {
    await end().catch(() => undefined)
    throw error
  }
  await end()
  return done
}

interface Saver {
  follow: KeptImage['follow']
  /** Saves what is not saved yet. Throws what could not be saved, then or before. */
  end(): Promise<void>
}

/** One save at a time; each of the card as it is when the save begins. */
function createSaver(save: (image: CardImage) => Promise<void>): Saver {
  let card: Pick<EmulatedCard, 'image' | 'memoryWrites'> | undefined
  let saved = 0
  let saving: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let failure: unknown
  const isDirty = (): boolean => card !== undefined && card.memoryWrites() !== saved
  const saveNow = async (): Promise<void> => {
    if (card === undefined || !isDirty()) return
    const writes = card.memoryWrites()
    try {
      await save(card.image())
      saved = writes
      failure = undefined
    } catch (error) {
      failure = error
    }
  }
  const look = (): void => {
    if (timer !== undefined || !isDirty()) return
    saving = saving.then(saveNow)
    timer = setTimeout(() => {
      timer = undefined
      look()
    }, SAVE_EVERY_MS).unref()
  }
  return {
    follow(followed) {
      card = followed
      saved = followed.memoryWrites()
      return look
    },
    async end() {
      clearTimeout(timer)
      await saving
      await saveNow()
      if (failure !== undefined) throw failure
    },
  }
}
