// Signing with an OpenPGP card (specification 3.4.1): what it can do is found by reading alone, the digest is made here.

import type { CardKey } from '../../crypto/card-keys.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { sha256DigestInfo } from '../../crypto/prehashed.ts'
import { decodeTlvs, findTlv, type Tlv } from '../../iso7816/tlv.ts'
import { accept } from '../../payment/outcome.ts'
import type { SigningKey, Signed } from './card-signer.ts'
import type { CardChannel } from '../channel.ts'
import { send } from '../commands.ts'
import { OPENPGP_AID, OPENPGP_COMMANDS, type OpenPgpKeyName } from './openpgp-commands.ts'
import { keyOf } from './piv-terminal.ts'
import { selectApplet } from '../select.ts'

export interface OpenPgpKey extends SigningKey {
  readonly name: OpenPgpKeyName
}

export interface OpenPgpFacts {
  readonly keys: readonly OpenPgpKey[]
  /** PW1 counts for one signature only (first byte of C4). */
  readonly pinForEachSignature: boolean
  /** Of PW1. */
  readonly triesLeft: number
}

/** Selects OpenPGP and reads; undefined where there is none. Changes nothing, tries no PIN. */
export async function probeOpenPgp(channel: CardChannel): Promise<OpenPgpFacts | undefined> {
  if (!(await selectApplet(channel, OPENPGP_AID))) return undefined
  const application = await send(channel, OPENPGP_COMMANDS.readApplication, {})
  const related = application.ok ? decodeTlvs(application.value.content) : []
  const object = (tag: number): Uint8Array => discretionary(related, tag)
  const [validity = 0, , , , triesLeft = 0] = object(0xc4)
  const keys: OpenPgpKey[] = []
  for (const name of ['signature', 'authentication'] as const) {
    const key = await publicKey(channel, name)
    if (key === undefined) continue
    const needsTouch = (object(name === 'signature' ? 0xd6 : 0xd8)[0] ?? 0) !== 0
    keys.push({ ...key, name, needsPin: true, needsTouch, writes: name === 'signature' })
  }
  return { keys, pinForEachSignature: validity === 0, triesLeft }
}

/** Signs SHA-256 of the message by PSO:CDS or INTERNAL AUTHENTICATE; in the encoding of the key's suite. */
export async function signWithOpenPgp(
  channel: CardChannel,
  { name, suite }: OpenPgpKey,
  { hash }: Pick<Crypto, 'hash'>,
  message: Uint8Array,
): Promise<Signed> {
  const command = name === 'signature' ? OPENPGP_COMMANDS.sign : OPENPGP_COMMANDS.authenticate
  const answer = await send(channel, command, { input: openPgpInput(suite, hash(message)) })
  return answer.ok ? accept(answer.value.signature) : answer
}

/** What the card is given to sign (7.2.10.1). */
export function openPgpInput(suite: CardKey['suite'], digest: Uint8Array): Uint8Array {
  return suite === 'p256' ? digest : sha256DigestInfo(digest)
}

async function publicKey(channel: CardChannel, name: OpenPgpKeyName): Promise<CardKey | undefined> {
  const command = name === 'signature' ? OPENPGP_COMMANDS.signatureKey : OPENPGP_COMMANDS.authenticationKey
  const read = await send(channel, command, {})
  if (!read.ok) return undefined
  return keyOf(findTlv(decodeTlvs(read.value.content), 0x7f49)?.children ?? [])
}

/** Inside 6E, most objects stand in 73; some cards leave 73 out. */
function discretionary(related: readonly Tlv[], tag: number): Uint8Array {
  const found = findTlv(related, 0x6e, 0x73, tag) ?? findTlv(related, 0x6e, tag)
  return found?.value ?? new Uint8Array(0)
}
