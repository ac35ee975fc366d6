// One card for the verb `card`: from an image file, fresh, or in a reader; with its issuer where one is named.

import { existsSync } from 'node:fs'
import type { EmulatedCard } from '../../card-applets/emulated-card.ts'
import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import { parseAddress } from '../../reader/address.ts'
import { openReader } from '../../reader/open.ts'
import { usualStack } from '../../reader/wrappers/usual.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import { CAFE_TICK_AID } from '../../src/card/cafe-tick/commands.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'
import { nodeCrypto } from '../../src/crypto/node-engine.ts'
import { labCard, type LabCard, type LabCardInput } from '../scheme/chips/lab-card.ts'
import { openIssuer, type TickIssuer } from '../scheme/cafe-tick/issuer.ts'
import { unwrap } from '../scheme/chips/refusals.ts'
import { judged } from '../scheme/contract/judging.ts'
import { createWire } from '../scheme/contract/wire.ts'
import { hostClock } from '../measure/latency.ts'
import { toldCard } from '../witness/told-card.ts'
import type { Lane } from '../witness/witness.ts'
import { isSomebodys } from '../witness/instructions.ts'
import { EXIT, UserError } from './exit.ts'
import { issuerAt, type IssuerAt } from './issuer-at.ts'
import { imageIn, issuerIn, settled, type IssuerInFile, type IssuerUse } from './kept-files.ts'
import { lockKept, type KeptLock, type KeptNames } from './kept-lock.ts'
import type { PurseOptions } from './purse-options.ts'
import { freshBytes } from './full-card.ts'
import { suiteFor } from './suite-option.ts'

export interface CafeTickSession {
  readonly crypto: Crypto
  readonly card: OpenCard
  /** One line: which card this is. */
  readonly line: string
  /** A card in a reader: it belongs to somebody. */
  readonly isReal: boolean
  /** Undefined for a card in a reader. */
  readonly emulated: EmulatedCard | undefined
  /** Who sees what an emulated card does from now on. */
  readonly watch: LabCard['watch'] | undefined
  readonly lane: Lane | undefined
  readonly issuer: IssuerInFile | undefined
  /** The issuer's desk, an issuer of this hour where none is named. */
  readonly desk: TickIssuer
  /** Keeps issuer and image where files are named. */
  keep(): Promise<void>
}

/** What a session is opened with. */
export interface PurseUse extends PurseOptions {
  /** Told of everything that happens at the card. */
  readonly lane?: Lane | undefined
  /** Times an emulated card as this one. */
  readonly setting?: CardSetting | undefined
}

type Work<T> = (session: CafeTickSession) => Promise<T>

/** Looks at a card: its files are read as they are. Throws `UserError` and `WireFailure`. */
export async function withPurse<T>(options: PurseUse, work: Work<T>): Promise<T> {
  return opened(options, { paths: {} }, work)
}

/** Changes a card: its files are locked from reading to writing. Throws `UserError` and `WireFailure`. */
export async function withLockedPurse<T>(options: PurseUse, say: (line: string) => void, work: Work<T>): Promise<T> {
  refuseTwoCards(options)
  const lock = await lockKept(options, say)
  try {
    return await opened(options, { paths: lock.paths, say }, work)
  } finally {
    lock.release()
  }
}

interface Opening {
  /** Of the files that the user named. */
  readonly paths: KeptNames
  /** Given by verbs that change the card. */
  readonly say?: (line: string) => void
}

async function opened<T>(options: PurseUse, { paths: locked, say }: Opening, work: Work<T>): Promise<T> {
  refuseTwoCards(options)
  const { cardImage: file, issuer: issuerFile, reader, lane } = options
  const chip = { crypto: nodeCrypto(await suiteFor(options)), random: freshBytes }
  const use = { ...chip, path: locked.issuer, saveEach: file === undefined }
  const named = issuerFile === undefined ? undefined : await issuerIn(issuerFile, use)
  if (named !== undefined) await settled(locked, named, chip)
  const image = file === undefined ? undefined : await imageIn(file)
  const open = await openCard(file, reader, { ...chip, image, lane })
  const { card, line, lab } = open
  let lock: KeptLock | undefined
  try {
    const at = named === undefined && isSomebodys(card.facts) ? await issuerAt(card) : undefined
    if (at !== undefined && say !== undefined) lock = await lockKept({ issuer: at.file }, say)
    const found = named ?? (await foundAt(at, { ...chip, path: lock?.paths.issuer, saveEach: true }, say))
    return await work({
      crypto: chip.crypto,
      card: usualStack(card),
      line,
      isReal: isSomebodys(card.facts),
      emulated: lab?.card,
      watch: lab?.watch,
      lane,
      issuer: found,
      desk: deskOf(chip.crypto, found, lane),
      async keep() {
        const path = locked.cardImage
        if (file === undefined || path === undefined || lab === undefined) await found?.save()
        else await found?.saveWith({ file, path, image: lab.card.image() })
      },
    })
  } finally {
    lock?.release()
    await open.close()
  }
}

/** Who only looks makes no issuer. */
async function foundAt(
  at: IssuerAt | undefined,
  use: IssuerUse,
  say: ((line: string) => void) | undefined,
): Promise<IssuerInFile | undefined> {
  if (at === undefined || (say === undefined && !existsSync(at.file))) return undefined
  return issuerIn(at.file, { ...use, cardNumber: at.number })
}

function refuseTwoCards({ cardImage, reader }: PurseOptions): void {
  if (cardImage !== undefined && reader !== undefined) {
    throw new UserError('--card-image and --reader are two cards: give one of them')
  }
}

/** Throws `UserError` unless a real card's holder has agreed to what would be changed. */
export function askConsent({ isReal }: CafeTickSession, { yesChangeThisCard }: PurseOptions, change: string): void {
  if (isReal && !yesChangeThisCard) throw new UserError(`this would ${change}: add --yes-change-this-card`)
}

/** For verbs that read: a file that is not there holds no card. */
export function mustExist({ cardImage, issuer }: PurseOptions): void {
  if (cardImage !== undefined && !existsSync(cardImage)) {
    throw new UserError(`--card-image ${cardImage} does not exist: make it with tickbench card new`)
  }
  if (cardImage !== undefined && issuer !== undefined && !existsSync(issuer)) {
    throw new UserError(`--issuer ${issuer} does not exist: give the file that tickbench card new wrote with this card`)
  }
}

interface Opened {
  readonly card: OpenCard
  readonly line: string
  /** Undefined for a card in a reader. */
  readonly lab: LabCard | undefined
  close(): Promise<void>
}

async function openCard(file: string | undefined, reader: string | undefined, input: LabCardInput): Promise<Opened> {
  if (reader === undefined) return emulatedFrom(file, input)
  const address = parseAddress(reader)
  if (address.kind === 'wrong') throw new UserError(`--reader ${reader}: ${address.why}`)
  if (address.kind === 'emulated') return emulatedFrom(undefined, input)
  let fresh: LabCard | undefined
  const emulated = (): OpenCard => {
    fresh = labCard(input)
    return fresh.open()
  }
  const opened = await openReader(address, { aid: CAFE_TICK_AID.bytes, emulated, random: freshBytes })
  const { lane } = input
  const card = fresh !== undefined || lane === undefined ? opened.card : toldCard(opened.card, lane, hostClock)
  return { ...opened, card, lab: fresh }
}

function emulatedFrom(file: string | undefined, input: LabCardInput): Opened {
  const lab = openLab(file, input)
  const open = lab.open()
  const kept =
    file === undefined ? 'new emulated card, kept nowhere (--card-image FILE keeps it)' : `emulated card in ${file}`
  return { card: open, line: kept, lab, close: () => open.close() }
}

/** Throws `UserError` for an image of another kind of card. */
export function openLab(file: string | undefined, input: LabCardInput): LabCard {
  try {
    return labCard(input)
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new UserError(`--card-image ${file} is another kind of card (${cause.message})`, EXIT.usage, { cause })
  }
}

/** Cards made by hand are good for ten years. */
const VALID_MS = 10 * 366 * 24 * 60 * 60 * 1000

function deskOf(crypto: Crypto, issuer: IssuerInFile | undefined, lane: Lane | undefined): TickIssuer {
  return openIssuer({
    crypto,
    random: freshBytes,
    wire: createWire(lane),
    unwrap: judged(unwrap, lane, {}),
    observe: () => undefined,
    expires: Date.now() + VALID_MS,
    depositWindowMs: VALID_MS,
    lasting: issuer?.lasting,
  })
}
