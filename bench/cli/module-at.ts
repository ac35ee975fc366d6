// The sellers' module of `--module-reader`: a real one comes back with what its acquirer kept of it in a file by the
// module's number; a blank one gets a number and a file. What cannot be used is refused before any card is written.

import { existsSync } from 'node:fs'
import { openReader } from '../../reader/open.ts'
import { usualStack } from '../../reader/wrappers/usual.ts'
import { parseAddress, type ReaderAddress } from '../../reader/address.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { printHex } from '../../src/bytes/hex.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import { send } from '../../src/card/commands.ts'
import { PURSE_MAC_MODULE_AID, PURSE_MAC_MODULE_COMMANDS } from '../../src/card/purse-mac/module-commands.ts'
import { selectApplet } from '../../src/card/select.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'
import { receiptOf } from '../../src/payment/purse-mac/acquirer.ts'
import type { PsamStatus } from '../../src/payment/purse-mac/exchanges.ts'
import { collectionKeyOf } from '../../src/payment/purse-mac/issuer.ts'
import { isSigned } from '../../src/payment/purse-mac/keys.ts'
import { ID_BYTES, purchaseTakenLayout } from '../../src/payment/purse-mac/messages.ts'
import { TAG_BYTES } from '../../src/payment/cafe-tick/messages.ts'
import { issuerFolder, makeFolderOf } from '../party/issuer-folder.ts'
import { loadModule, moduleFileOf, saveModule, type KeptModule } from '../party/module-file.ts'
import { singleCardRack } from '../scheme/chips/card-rack.ts'
import type { CardRack } from '../scheme/contract/rack.ts'
import { macIssuerOf } from '../scheme/purse-mac/masters.ts'
import type { LastingModule } from '../scheme/contract/lasting.ts'

import { WITH_MODULES } from '../scheme/named.ts'
import { EXIT, UserError } from './exit.ts'
import { writing } from './kept-files.ts'
import { lockKept, type KeptLock } from './kept-lock.ts'
import { freshBytes } from './full-card.ts'

export interface RealModule {
  readonly rack: CardRack
  readonly line: string
  /** Of the issuer whose masters it holds; undefined for a blank one. */
  readonly loadMaster: Uint8Array | undefined
  /** A blank one joins the issuer of the purse where that is kept, else it has one of its own. */
  lastingWith(loadMaster: Uint8Array | undefined): LastingModule
  close(): Promise<void>
}

export interface ModuleUse {
  readonly crypto: Crypto
  readonly standIn: () => OpenCard
  /** A line for standard error. */
  readonly say: (line: string) => void
}

export interface ModuleRequest {
  readonly reader: string
  readonly mayChange: boolean
  readonly schemes: readonly string[]
}

/** Throws `UserError` before any card is opened. */
export function moduleAddress({ reader, schemes, mayChange }: ModuleRequest, moduleReader: string): ReaderAddress {
  const wrong = (why: string): never => {
    throw new UserError(`--module-reader ${moduleReader}: ${why}`)
  }
  const address = parseAddress(moduleReader)
  if (address.kind === 'wrong') return wrong(address.why)
  if (!schemes.some((name) => WITH_MODULES.includes(name))) {
    wrong(`only sellers in ${WITH_MODULES.join(', ')} have a module: add --scheme ${WITH_MODULES[0] ?? ''}`)
  }
  if (address.kind === 'emulated') return address
  if (address.kind !== 'pcsc' && address.kind !== 'vpicc') wrong('give emulated:, pcsc:[NAME] or vpicc:PORT')
  if (moduleReader === reader) wrong('the buyers’ card is there: name another reader')
  if (!mayChange) wrong(`${changes()}: add --yes-change-this-card, or use emulated:`)
  return address
}

/** What its holder is asked to allow. */
function changes(): string {
  const kept = `what its acquirer must know is kept in a file of its own in ${issuerFolder()}`
  return `it would be personalised if it is blank, and count purchases; ${kept}`
}

/** Throws `UserError` and `WireFailure`. */
export async function openModule(address: ReaderAddress, use: ModuleUse): Promise<RealModule> {
  const opened = await openReader(address, {
    aid: PURSE_MAC_MODULE_AID.bytes,
    emulated: use.standIn,
    random: freshBytes,
  })
  let lock: KeptLock | undefined
  const close = (): Promise<void> => opened.close().finally(() => lock?.release())
  try {
    const card = usualStack(opened.card)
    const status = await statusOf(card)
    const psamId = status?.psamId ?? freshBytes(ID_BYTES)
    const file = moduleFileOf(psamId)
    if (status === undefined) await writing('the folder of', file, () => makeFolderOf(file))
    else if (!existsSync(file)) throw stranger(psamId, `its file ${file} is missing`)
    lock = await lockKept({ module: file }, use.say)
    const kept = status && (await fitting(card, { psamId, file, crypto: use.crypto }))
    use.say(`file of the sellers’ module: ${file}`)
    if (status !== undefined && status.count > 0) use.say(leftIn(status))
    const lastingWith = (loadMaster: Uint8Array = freshBytes(TAG_BYTES)): LastingModule => ({
      loadMaster: kept?.loadMaster ?? loadMaster,
      psamId,
      account: kept?.account,
      keep: (account) =>
        writing('the file', file, () => saveModule(file, { loadMaster: kept?.loadMaster ?? loadMaster, account })),
    })
    return { rack: singleCardRack(opened.card), line: opened.line, loadMaster: kept?.loadMaster, lastingWith, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Undefined for a blank one. */
async function statusOf(card: OpenCard): Promise<PsamStatus | undefined> {
  if (!(await selectApplet(card, PURSE_MAC_MODULE_AID))) {
    throw new UserError(
      'the card of --module-reader has no sellers’ module on it: install it, or use emulated:',
      EXIT.refused,
    )
  }
  const status = await send(card, PURSE_MAC_MODULE_COMMANDS.readStatus, {})
  if (status.ok) return status.value
  if (status.refused === 'notPersonalised') return undefined
  throw new UserError(
    `the sellers’ module does not tell its number (${status.refused}): use another, or emulated:`,
    EXIT.refused,
  )
}

interface ModuleInFile {
  readonly psamId: Uint8Array
  readonly file: string
  readonly crypto: Crypto
}

/** The module proves by a MAC, or by taking one, that the file is its own; neither changes anything that counts on it. */
async function fitting(card: OpenCard, { psamId, file, crypto }: ModuleInFile): Promise<KeptModule> {
  const kept = await reading(file)
  const issuer = macIssuerOf(kept, crypto)
  const taken = await send(card, PURSE_MAC_MODULE_COMMANDS.previousPurchase, {})
  const fits = taken.ok
    ? isSigned(issuer.mac, collectionKeyOf(issuer, psamId), purchaseTakenLayout, taken.value)
    : (await send(card, PURSE_MAC_MODULE_COMMANDS.endCollection, receiptOf(issuer, kept.account))).ok
  if (!fits) throw stranger(psamId, `the keys in ${file} are not its own`)
  return kept
}

async function reading(file: string): Promise<KeptModule> {
  try {
    return await loadModule(file)
  } catch (cause) {
    const why = cause instanceof DecodeError ? `is no module (${cause.message})` : 'cannot be read'
    throw new UserError(`${file} ${why}: give it back as compare has written it`, EXIT.usage, { cause })
  }
}

function stranger(psamId: Uint8Array, why: string): UserError {
  const line = `the sellers’ module ${printHex(psamId)} was made by somebody else: ${why}`
  return new UserError(`${line}; give that back, or use another module, or emulated:`, EXIT.refused)
}

function leftIn({ count, total }: PsamStatus): string {
  const purchases = count === 1 ? '1 purchase' : `${count} purchases`
  return `it holds ${purchases} (${total} minor units) of a run that was broken off: collected first, in no books`
}
