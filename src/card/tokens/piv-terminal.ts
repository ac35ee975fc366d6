// Signing with a PIV card (SP 800-73-4, part 2): what it can do is found by reading alone, the digest is made here.

import { gunzipSync } from 'node:zlib'
import { keyOfCertificate, keyOfModulus, keyOfPoint, type CardKey } from '../../crypto/card-keys.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { ecdsaFromDer, pkcs1Block, sha256DigestInfo } from '../../crypto/prehashed.ts'
import { DecodeError } from '../../bytes/decode-error.ts'
import { commandApdu } from '../../iso7816/command-apdu.ts'
import { SW } from '../../iso7816/status-word.ts'
import { decodeFlatTlvs, decodeTlvs, findTlv } from '../../iso7816/tlv.ts'
import { accept } from '../../payment/outcome.ts'
import type { SigningKey, Signed } from './card-signer.ts'
import type { CardChannel } from '../channel.ts'
import { send } from '../commands.ts'
import { PIV_AID, PIV_COMMANDS, PIV_OBJECT, pivSignCommand, type PivSlot } from './piv-commands.ts'
import { selectApplet } from '../select.ts'

export interface PivKey extends SigningKey {
  readonly slot: PivSlot
}

const RSA_BYTES = 256

/** Selects PIV and reads which keys it has; undefined where there is no PIV. Changes nothing, tries no PIN. */
export async function probePiv(channel: CardChannel): Promise<readonly PivKey[] | undefined> {
  if (!(await selectApplet(channel, PIV_AID))) return undefined
  return [...(await keysIn(channel, '9E')), ...(await keysIn(channel, '9A'))]
}

/** Signs SHA-256 of the message; the answer is what `crypto.signatures.verify` of the key's suite takes. */
export async function signWithPiv(
  channel: CardChannel,
  { slot, suite }: PivKey,
  { hash }: Pick<Crypto, 'hash'>,
  message: Uint8Array,
): Promise<Signed> {
  const block = pivBlock(suite, hash(message))
  const answer = await send(channel, pivSignCommand(slot, suite), { block })
  if (!answer.ok) return answer
  const signature = pivSignatureOf(suite, answer.value.signature)
  if (signature === undefined) throw new DecodeError('PivSignature', 'no signature')
  return accept(signature)
}

/** What the card is given to sign. */
export function pivBlock(suite: CardKey['suite'], digest: Uint8Array): Uint8Array {
  return suite === 'p256' ? digest : pkcs1Block(sha256DigestInfo(digest), RSA_BYTES)
}

/** The suite's encoding of what the card gave. */
export function pivSignatureOf(suite: CardKey['suite'], given: Uint8Array): Uint8Array | undefined {
  return suite === 'p256' ? ecdsaFromDer(given) : given
}

async function keysIn(channel: CardChannel, slot: PivSlot): Promise<readonly PivKey[]> {
  const metadata = await metadataOf(channel, slot)
  const key = metadata?.key ?? (await certifiedKey(channel, slot))
  if (key === undefined) return []
  const needsPin = metadata?.needsPin ?? slot !== '9E'
  return [{ ...key, slot, name: slot, needsPin, needsTouch: metadata?.needsTouch ?? false, writes: false }]
}

const CERTIFICATE = 0x70
const CERTIFICATE_INFO = 0x71
const GZIPPED = 0x01

async function certifiedKey(channel: CardChannel, slot: PivSlot): Promise<CardKey | undefined> {
  const tag = slot === '9E' ? PIV_OBJECT.certificate9E : PIV_OBJECT.certificate9A
  const read = await send(channel, PIV_COMMANDS.readObject, { tag })
  if (!read.ok) return undefined
  const objects = new Map(decodeFlatTlvs(read.value.content).map(({ tag: part, value }) => [part, value]))
  const certificate = objects.get(CERTIFICATE)
  if (certificate === undefined) return undefined
  const packed = ((objects.get(CERTIFICATE_INFO)?.[0] ?? 0) & GZIPPED) !== 0
  return keyOfCertificate(packed ? unpacked(certificate) : certificate)
}

/** Part 1, appendix A. */
function unpacked(bytes: Uint8Array): Uint8Array {
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: 65_536 }))
  } catch (cause) {
    throw new DecodeError('PivObject.certificate', 'not gzip, although it says so', { cause })
  }
}

interface Metadata {
  readonly key: CardKey | undefined
  readonly needsPin: boolean
  readonly needsTouch: boolean
}

/** GET METADATA, which Yubico's PIV has since 5.3 and others copy; elsewhere refused. */
async function metadataOf(channel: CardChannel, slot: PivSlot): Promise<Metadata | undefined> {
  const p2 = slot === '9E' ? 0x9e : 0x9a
  const { data, sw } = await channel.transmit(commandApdu({ cla: 0, ins: 0xf7, p2, ne: 256 }))
  if (sw !== SW.ok) return undefined
  const objects = decodeTlvs(data)
  const [pinPolicy = 0, touchPolicy = 0] = findTlv(objects, 0x02)?.value ?? []
  const key = decodeTlvs(findTlv(objects, 0x04)?.value ?? new Uint8Array(0))
  return { key: keyOf(key), needsPin: pinPolicy > 1 || (pinPolicy === 0 && slot !== '9E'), needsTouch: touchPolicy > 1 }
}

/** 86 is a point, 81 and 82 are modulus and exponent (7816-8:2004, table 6). */
export function keyOf(objects: ReturnType<typeof decodeTlvs>): CardKey | undefined {
  const [point, modulus, exponent] = [0x86, 0x81, 0x82].map((tag) => findTlv(objects, tag)?.value)
  if (point !== undefined) return keyOfPoint(point)
  return modulus === undefined || exponent === undefined ? undefined : keyOfModulus(modulus, exponent)
}
