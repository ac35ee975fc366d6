// The two files that make a demonstration last: `--card-image`, the card, and `--issuer`, who has made it and may load
// it. Errors are one line each.

import { existsSync } from 'node:fs'
import type { CardImage } from '../../card-applets/card-image.ts'
import { loadCardImage } from '../../card-applets/image-file.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { printHex } from '../../src/bytes/hex.ts'
import type { Crypto, RandomBytes, SuiteName } from '../../src/crypto/crypto.ts'
import { keepAccount, loadIssuer, newIssuer, saveIssuer, type KeptIssuer } from '../party/issuer-file.ts'
import { savePair, settlePair } from '../scheme/cafe-tick/kept/kept-pair.ts'
import type { LastingIssuer } from '../scheme/contract/lasting.ts'
import { EXIT, UserError } from './exit.ts'
import type { KeptNames } from './kept-lock.ts'

/** Undefined where the file is not there yet. */
export async function imageIn(file: string): Promise<CardImage | undefined> {
  return existsSync(file) ? reading('--card-image', file, 'card image', loadCardImage) : undefined
}

export interface IssuerInFile {
  readonly issuer: KeptIssuer
  /** As its user calls it. */
  readonly file: string
  readonly lasting: LastingIssuer
  /** The issuer with the card that the run has changed: both files are replaced, or neither. */
  saveWith(card: CardInFile): Promise<void>
  save(): Promise<void>
  /** Of a run that failed nothing is kept but this. Whether an account stands otherwise now. */
  saveStanding(): Promise<boolean>
}

/** `path` is the file itself, `file` what the user calls it. */
export interface CardInFile {
  readonly file: string
  readonly path: string
  readonly image: CardImage
}

export interface IssuerUse {
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly saveEach: boolean
  /** The file itself, where symbolic links lead. */
  readonly path?: string | undefined
  /** Of the card that it is used for, where the file is named by it. */
  readonly cardNumber?: Uint8Array | undefined
  /** Of the sellers' module that is there already: a new issuer takes it over. */
  readonly loadMaster?: Uint8Array | undefined
}

/**
 * The issuer in a file, or a new one for it. `saveEach`: every change of an account is on the disk before anything is
 * sent that relies on it, as a real card asks for; else `save` is called at the end, with the card's image.
 */
export async function issuerIn(
  file: string,
  { crypto, random, saveEach, path = file, cardNumber, loadMaster }: IssuerUse,
): Promise<IssuerInFile> {
  const isNew = !existsSync(file)
  const issuer = isNew ? newIssuer(crypto, random, loadMaster) : await reading('--issuer', file, 'issuer', loadIssuer)
  if (issuer.suite !== crypto.suite) {
    throw new UserError(`--issuer ${file}: it signs with ${issuer.suite}; add --suite ${issuer.suite}`)
  }
  const read = new Map(issuer.accounts)
  const save = (kept = issuer): Promise<void> => writing('--issuer', file, () => saveIssuer(path, kept))
  return {
    issuer,
    file,
    save: () => save(),
    saveWith: ({ file: imageFile, path: imagePath, image }) =>
      writing('--card-image', imageFile, () => savePair({ image: imagePath, issuer: path }, image, issuer)),
    async saveStanding() {
      const accounts = new Map(read)
      let differs = false
      for (const [number, account] of read) {
        const standing = issuer.accounts.get(number)?.standing ?? account.standing
        differs ||= standing !== account.standing
        accounts.set(number, { ...account, standing })
      }
      if (differs && !saveEach) await save({ ...issuer, accounts })
      return differs
    },
    lasting: {
      ...issuer,
      random,
      cardNumber,
      keepKeys: () => (saveEach ? save() : undefined),
      accountOf: (cardId) => issuer.accounts.get(printHex(cardId)),
      keep(account) {
        keepAccount(issuer, account)
        return saveEach ? save() : undefined
      },
    },
  }
}

/** After a process was killed between the two files: ends what it began. To be called with both locked. */
export async function settled(
  paths: KeptNames,
  { issuer }: IssuerInFile,
  chip: { readonly crypto: Crypto; readonly random: RandomBytes },
): Promise<void> {
  const { cardImage: image, issuer: issuerPath } = paths
  if (image === undefined || issuerPath === undefined) return
  await settlePair({ image, issuer: issuerPath }, issuer, chip)
}

/** The suite of an issuer that exists already, so that nobody has to repeat it. */
export async function suiteOf(file: string | undefined): Promise<SuiteName | undefined> {
  if (file === undefined || !existsSync(file)) return undefined
  return (await reading('--issuer', file, 'issuer', loadIssuer)).suite
}

/** The same of a card image. One of version 1 does not say. */
export async function suiteOfImage(file: string | undefined): Promise<SuiteName | undefined> {
  return file === undefined ? undefined : (await imageIn(file))?.suite
}

/** Throws `UserError` for what the file system says. */
export async function writing(option: string, file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    throw new UserError(
      `${option} ${file} cannot be written: give a file in a folder that exists and is yours`,
      EXIT.usage,
      {
        cause,
      },
    )
  }
}

async function reading<T>(option: string, file: string, what: string, read: (file: string) => Promise<T>): Promise<T> {
  try {
    return await read(file)
  } catch (cause) {
    const why = cause instanceof DecodeError ? `is no ${what} (${cause.message})` : 'cannot be read'
    throw new UserError(`${option} ${file} ${why}: give a file that tickbench card new has written`, EXIT.usage, {
      cause,
    })
  }
}
