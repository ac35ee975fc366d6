// The demonstration's issuer in a file of the user's choice: its keys and its accounts, so that a card that was made today
// can be loaded and paid with tomorrow. Own format: layout `IssuerFile`, then its SHA-256. The keys are in it in clear: it
// is for the laboratory. A crash leaves the old file or the new one.

import { readFile } from 'node:fs/promises'
import { writeDurably } from '../../card-applets/image-file.ts'
import { bytes, fixed, list, nested, oneOf, optional, u32, unixMs } from '../../src/bytes/fields.ts'
import { printHex } from '../../src/bytes/hex.ts'
import { layout, type Layout } from '../../src/bytes/layout.ts'
import { CHAIN_VALUE_BYTES } from '../../src/chain/step.ts'
import type { Crypto, KeyPair, RandomBytes, SuiteName } from '../../src/crypto/crypto.ts'
import { SUITE_NAMES } from '../../src/crypto/engines.ts'
import { currency, minorUnits } from '../../src/money/fields.ts'
import type { LoadRecord } from '../../src/payment/card-account.ts'
import { Numbered } from '../../src/payment/numbered.ts'
import { CARD_ID_BYTES, LONGEST_PUBLIC_KEY, LONGEST_SECRET_KEY } from '../../src/payment/card-certificate.ts'
import type { CardAccount, DepositedChain } from '../../src/payment/cafe-tick/issuer.ts'
import { TAG_BYTES } from '../../src/payment/cafe-tick/messages.ts'
import { seal, unseal } from './sealed.ts'

/** What an issuer of tick purses must not forget. */
export interface KeptIssuer {
  readonly suite: SuiteName
  readonly certificateKey: KeyPair
  readonly loadMaster: Uint8Array
  /** By card number in hex. */
  readonly accounts: Map<string, CardAccount>
}

/** `loadMaster`: where a module holds masters that follow from it already. */
export function newIssuer(crypto: Crypto, random: RandomBytes, loadMaster?: Uint8Array): KeptIssuer {
  const certificateKey = crypto.signatures.keyPair(random)
  return { suite: crypto.suite, certificateKey, loadMaster: loadMaster ?? random(TAG_BYTES), accounts: new Map() }
}

export function keepAccount({ accounts }: KeptIssuer, account: CardAccount): void {
  accounts.set(printHex(account.cardId), account)
}

/** Throws what the file system throws; the old file then stands untouched. Readable by its owner only. */
export async function saveIssuer(path: string, issuer: KeptIssuer): Promise<void> {
  await writeDurably(path, encodeIssuer(issuer))
}

/** Throws `DecodeError` for a file that is no issuer, and what the file system throws. */
export async function loadIssuer(path: string): Promise<KeptIssuer> {
  return decodeIssuer(new Uint8Array(await readFile(path)))
}

interface NumberedLoad extends LoadRecord {
  readonly txCounter: number
}

const loadLayout: Layout<NumberedLoad> = layout<NumberedLoad>('IssuerLoad', {
  txCounter: u32('its number on the card'),
  units: minorUnits('the amount'),
  state: oneOf(['authorised', 'confirmed'], 'what is known of it'),
})

interface NumberedChain extends DepositedChain {
  readonly txCounter: number
}

const chainLayout: Layout<NumberedChain> = layout<NumberedChain>('IssuerChain', {
  txCounter: u32('its number on the card'),
  commitment: fixed(32, 'H(TickCommitment)'),
  spent: u32('ticks paid for'),
  value: fixed(CHAIN_VALUE_BYTES, 'what proved them'),
  units: minorUnits('what was paid'),
})

type StoredAccount = Omit<CardAccount, 'loads' | 'payments'> & {
  readonly loads: readonly NumberedLoad[]
  readonly payments: readonly NumberedChain[]
}

const accountLayout: Layout<StoredAccount> = layout<StoredAccount>('IssuerAccount', {
  cardId: fixed(CARD_ID_BYTES, 'the card'),
  currency: currency('its currency'),
  standing: oneOf(['good', 'lost', 'broken', 'refunded'], 'its standing'),
  lostAt: optional(unixMs('when it was reported lost')),
  loaded: minorUnits('all loads in force'),
  deposited: minorUnits('all that sellers were paid'),
  loads: list(nested(loadLayout, 'a load'), 0xffff, 'its loads'),
  payments: list(nested(chainLayout, 'a chain'), 0xffff, 'its chains'),
})

interface IssuerFile {
  readonly magic: Uint8Array
  readonly suite: SuiteName
  readonly publicKey: Uint8Array
  readonly secretKey: Uint8Array
  readonly loadMaster: Uint8Array
  readonly accounts: readonly StoredAccount[]
}

/** "tickissu" and the version of this format, 1. */
const MAGIC = Uint8Array.of(0x74, 0x69, 0x63, 0x6b, 0x69, 0x73, 0x73, 0x75, 1)

const fileLayout: Layout<IssuerFile> = layout<IssuerFile>('IssuerFile', {
  magic: fixed(MAGIC.length, '"tickissu" and the version 1'),
  suite: oneOf(SUITE_NAMES, 'what it signs with'),
  publicKey: bytes(LONGEST_PUBLIC_KEY, 'what sellers check certificates with'),
  secretKey: bytes(LONGEST_SECRET_KEY, 'signs certificates'),
  loadMaster: fixed(TAG_BYTES, 'the load keys are derived from it'),
  accounts: list(nested(accountLayout, 'an account'), 0xffff, 'its cards'),
})

export function encodeIssuer({ suite, certificateKey, loadMaster, accounts }: KeptIssuer): Uint8Array {
  const stored = [...accounts.values()].map((account) => ({
    ...account,
    loads: [...account.loads].map(([txCounter, load]) => ({ txCounter, ...load })),
    payments: [...account.payments].map(([txCounter, chain]) => ({ txCounter, ...chain })),
  }))
  const body = fileLayout.encode({ magic: MAGIC, suite, ...certificateKey, loadMaster, accounts: stored })
  return seal(body)
}

export function decodeIssuer(encoded: Uint8Array): KeptIssuer {
  const body = unseal('IssuerFile', 'an issuer of version 1', MAGIC, encoded)
  const { suite, publicKey, secretKey, loadMaster, accounts } = fileLayout.decode(body)
  const kept = { suite, certificateKey: { publicKey, secretKey }, loadMaster, accounts: new Map() }
  for (const { loads, payments, ...account } of accounts) {
    keepAccount(kept, {
      ...account,
      loads: Numbered.of(loads.map(({ txCounter, ...load }) => [txCounter, load] as const)),
      payments: Numbered.of(payments.map(({ txCounter, ...chain }) => [txCounter, chain] as const)),
    })
  }
  return kept
}
