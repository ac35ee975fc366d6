// Signing with a U2F token (FIDO U2F Raw Message Formats 1.2, 4 and 5). A token never signs a message of one's own: it
// signs its counter and a challenge, so the message's hash is the challenge and the verifier puts the rest back together.

import { fixed } from '../../bytes/fields.ts'
import { layout, type Layout } from '../../bytes/layout.ts'
import { DecodeError } from '../../bytes/decode-error.ts'
import { keyOfPoint } from '../../crypto/card-keys.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { ecdsaFromDer } from '../../crypto/prehashed.ts'
import { accept, type Outcome } from '../../payment/outcome.ts'
import type { SigningKey } from './card-signer.ts'
import type { CardChannel } from '../channel.ts'
import { send, type CommonRefusal } from '../commands.ts'
import {
  U2F_COMMANDS,
  u2fAuthenticationLayout,
  type U2fAuthentication,
  type U2fCommands,
  type U2fRefusal,
} from './u2f-commands.ts'

export interface U2fKey extends SigningKey {
  readonly handle: Uint8Array
  readonly application: Uint8Array
}

/** "U2F_V2" of a token, or undefined. Selects nothing: over CTAPHID there is nothing to select. */
export async function probeU2f(channel: CardChannel): Promise<string | undefined> {
  const version = await send(channel, U2F_COMMANDS.version, {}).catch((error: unknown) => {
    if (error instanceof DecodeError) return undefined
    throw error
  })
  return version?.ok === true ? new TextDecoder().decode(version.value.text) : undefined
}

/** Makes a key on the token, which wants a touch: the holder's consent is the caller's business. */
export async function registerU2f(
  channel: CardChannel,
  { hash }: Pick<Crypto, 'hash'>,
  application: Uint8Array,
): Promise<Outcome<U2fKey, U2fRefusal | CommonRefusal>> {
  const answer = await send(channel, U2F_COMMANDS.register, { challenge: hash(application), application })
  if (!answer.ok) return answer
  const { publicKey, handle } = answer.value
  const key = keyOfPoint(publicKey)
  if (key === undefined) throw new DecodeError('U2fRegistration.publicKey', 'no point of P-256')
  const needsTouch = !(await signsUntouched(channel, { handle, application }))
  return accept({ ...key, handle, application, name: 'U2F', needsPin: false, needsTouch, writes: true })
}

/** One signature with the message's hash as the challenge. `touch` waits for nobody: the token refuses at once. */
export async function authenticateU2f(
  channel: CardChannel,
  { handle, application }: Pick<U2fKey, 'handle' | 'application'>,
  challenge: Uint8Array,
  control: keyof Pick<U2fCommands, 'authenticate' | 'authenticateUntouched'>,
): Promise<Outcome<U2fAuthentication, U2fRefusal | CommonRefusal>> {
  return send(channel, U2F_COMMANDS[control], { challenge, application, handle })
}

/** Not every token knows P1 = 08; those that do not refuse or want the touch all the same. One authentication is used up. */
async function signsUntouched(channel: CardChannel, key: Pick<U2fKey, 'handle' | 'application'>): Promise<boolean> {
  const answer = await authenticateU2f(channel, key, new Uint8Array(HASH_BYTES), 'authenticateUntouched')
  return answer.ok
}

const HASH_BYTES = 32

interface U2fSigned {
  readonly application: Uint8Array
  readonly told: Uint8Array
  readonly challenge: Uint8Array
}

/** 5.4: what the signature is over. `told` are presence and counter as they were sent. */
const signedLayout: Layout<U2fSigned> = layout<U2fSigned>('U2fSigned', {
  application: fixed(HASH_BYTES, 'hash of who asked'),
  told: fixed(5, 'presence and counter'),
  challenge: fixed(HASH_BYTES, 'hash of the message'),
})

/** Whether this authentication proves the challenge, and what the counter was. */
export function verifyU2f(
  { signatures }: Pick<Crypto, 'signatures'>,
  { publicKey, application }: Pick<U2fKey, 'publicKey' | 'application'>,
  challenge: Uint8Array,
  authentication: U2fAuthentication,
): boolean {
  const signature = ecdsaFromDer(authentication.signature)
  if (signature === undefined) return false
  const told = u2fAuthenticationLayout.encode({ ...authentication, signature: new Uint8Array(0) })
  return signatures.verify(publicKey, signedLayout.encode({ application, told, challenge }), signature)
}
