// What the acquirer of a seller's module must not forget, in a file by the module's number: the issuer's master, from
// which the module's keys follow, and the account with its last collection. Own format: layout `ModuleFile`, then its
// SHA-256. The keys are in it in clear: it is for the laboratory. A crash leaves the old file or the new one.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '../../card-applets/image-file.ts'
import { fixed, nested, u32 } from '../../src/bytes/fields.ts'
import { printHex } from '../../src/bytes/hex.ts'
import { layout, type Layout } from '../../src/bytes/layout.ts'
import { currency, minorUnits } from '../../src/money/fields.ts'
import type { PsamAccount } from '../../src/payment/purse-mac/issuer.ts'
import { DIGEST_BYTES, ID_BYTES } from '../../src/payment/purse-mac/messages.ts'
import { TAG_BYTES } from '../../src/payment/cafe-tick/messages.ts'
import { issuerFolder } from './issuer-folder.ts'
import { seal, unseal } from './sealed.ts'

export interface KeptModule {
  /** Of the issuer of its purses. */
  readonly loadMaster: Uint8Array
  readonly account: PsamAccount
}

/** Beside the issuers, whether it exists or not. */
export function moduleFileOf(psamId: Uint8Array, folder: string = issuerFolder()): string {
  return join(folder, `${printHex(psamId)}.module`)
}

/** Throws what the file system throws; the old file then stands untouched. Readable by its owner only. */
export async function saveModule(path: string, module: KeptModule): Promise<void> {
  await writeDurably(path, seal(fileLayout.encode({ magic: MAGIC, ...module })))
}

/** Throws `DecodeError` for a file that is no module, and what the file system throws. */
export async function loadModule(path: string): Promise<KeptModule> {
  const sealed = new Uint8Array(await readFile(path))
  const { loadMaster, account } = fileLayout.decode(unseal('ModuleFile', 'a module of version 1', MAGIC, sealed))
  return { loadMaster, account }
}

const accountLayout: Layout<PsamAccount> = layout<PsamAccount>('ModuleAccount', {
  psamId: fixed(ID_BYTES, 'ID_PSAM'),
  currency: currency('its currency'),
  collected: u32('the last collection paid, 0 before the first'),
  total: minorUnits('its sum'),
  digest: fixed(DIGEST_BYTES, 'the hash over its purchases'),
  number: u32('NT_PSAM of the last purchase paid for'),
  paid: minorUnits('all that the seller was paid'),
})

interface ModuleFile extends KeptModule {
  readonly magic: Uint8Array
}

/** "tickmodu" and the version of this format, 1. */
const MAGIC = Uint8Array.of(0x74, 0x69, 0x63, 0x6b, 0x6d, 0x6f, 0x64, 0x75, 1)

const fileLayout: Layout<ModuleFile> = layout<ModuleFile>('ModuleFile', {
  magic: fixed(MAGIC.length, '"tickmodu" and the version 1'),
  loadMaster: fixed(TAG_BYTES, "the issuer's; the module's keys follow from it"),
  account: nested(accountLayout, 'what the acquirer knows of it'),
})
