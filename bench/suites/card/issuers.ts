// Whose card is measured: what personalises, loads and spends needs the keys of its issuer and what the issuer knows of
// it. For a card in a reader they are in a file, before anything relies on them; for an emulated card in memory.

import { existsSync } from 'node:fs'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { printHex } from '../../../src/bytes/hex.ts'
import type { Crypto, RandomBytes } from '../../../src/crypto/crypto.ts'
import { CARD_ID_BYTES } from '../../../src/payment/card-certificate.ts'
import { FileInUse, lockFiles, type FileLock } from '../../party/file-lock.ts'
import { keepAccount, loadIssuer, newIssuer, saveIssuer, type KeptIssuer } from '../../party/issuer-file.ts'
import { issuerFileOf, makeFolderOf } from '../../party/issuer-folder.ts'
import type { CardIssuer, CardIssuers } from './card-issuers.ts'
import { OperationMissing } from './operation.ts'

export interface IssuersOfCard {
  readonly crypto: Crypto
  readonly random: RandomBytes
  /** Named by the holder; else each card has one in the folder of issuers. */
  readonly file: string | undefined
  readonly say: (line: string) => void
  /** For how long a file is waited for that another program works with; ten seconds unless given. */
  readonly waitMs?: number
}

/** For emulated cards: nothing lasts. */
export function issuersInMemory({ crypto, random }: Pick<IssuersOfCard, 'crypto' | 'random'>): CardIssuers {
  const made = new Map<string, CardIssuer>()
  return {
    of: (number) => Promise.resolve(made.get(printHex(number)) ?? foreign()),
    forBlank() {
      const kept = newIssuer(crypto, random)
      const issuer: CardIssuer = { number: random(CARD_ID_BYTES), kept, random, keep: () => Promise.resolve() }
      made.set(printHex(issuer.number), issuer)
      return Promise.resolve(issuer)
    },
    release: () => undefined,
  }
}

export function issuersInFiles({
  crypto,
  random,
  file: named,
  say,
  waitMs = LOCK_WAIT_MS,
}: IssuersOfCard): CardIssuers {
  /** Also those that could not be opened: nobody waits for them once an operation. */
  const open = new Map<string, Promise<KeptIssuer>>()
  const locks: FileLock[] = []
  let blank: CardIssuer | undefined
  const opened = (file: string): Promise<KeptIssuer> => {
    const known = open.get(file) ?? openFile(file)
    open.set(file, known)
    return known
  }
  const openFile = async (file: string): Promise<KeptIssuer> => {
    await onDisk(makeFolderOf(file))
    locks.push(...(await locked(file, waitMs)))
    const kept = existsSync(file) ? await read(file) : newIssuer(crypto, random)
    if (kept.suite !== crypto.suite) {
      throw new OperationMissing(`the card's issuer signs with ${kept.suite} (add --suite ${kept.suite})`)
    }
    say(`issuer of this card: ${file}`)
    return kept
  }
  const issuerIn = async (file: string, number: Uint8Array): Promise<CardIssuer> => {
    const kept = await opened(file)
    const issuer: CardIssuer = {
      number,
      kept,
      random,
      async keep(account) {
        keepAccount(kept, account)
        await onDisk(saveIssuer(file, kept))
      },
    }
    blank ??= issuer
    return issuer
  }
  return {
    async of(number) {
      const file = named ?? issuerFileOf(number)
      return existsSync(file) || open.has(file) ? issuerIn(file, number) : foreign()
    },
    async forBlank() {
      if (blank !== undefined) return blank
      const number = random(CARD_ID_BYTES)
      const file = named ?? issuerFileOf(number)
      const issuer = await issuerIn(file, number)
      await onDisk(saveIssuer(file, issuer.kept))
      return issuer
    },
    release() {
      for (const lock of locks) lock.release()
    },
  }
}

function foreign(): never {
  throw new OperationMissing('it was made by another issuer (give the file with --issuer)')
}

async function locked(file: string, limitMs: number): Promise<readonly FileLock[]> {
  return onDisk(
    lockFiles([file], { limitMs }).catch((cause: unknown) => {
      if (!(cause instanceof FileInUse)) throw cause
      throw new OperationMissing('another program works with the file of its issuer', { cause })
    }),
  )
}

/** What the file system refuses costs the operation: the card is not touched then. */
async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    throw new OperationMissing('the file of its issuer cannot be read and written', { cause })
  }
}

const LOCK_WAIT_MS = 10_000

async function read(file: string): Promise<KeptIssuer> {
  try {
    return await onDisk(loadIssuer(file))
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new OperationMissing('the file of its issuer is none', { cause })
  }
}
