// Signatures of tokens that labs own already: PIV by GENERAL AUTHENTICATE, OpenPGP by INTERNAL AUTHENTICATE and PSO:CDS,
// U2F by AUTHENTICATE. What a token can do is found by reading alone. A PIN is sent only if its holder gave it; where there
// is no echo applet to subtract, a read of about the same size takes its place.

import type { AppletFactory } from '../../../card-applets/applet.ts'
import { openPgpApplet } from '../../../card-applets/openpgp/openpgp-applet.ts'
import { pivApplet } from '../../../card-applets/piv/piv-applet.ts'
import { u2fApplet } from '../../../card-applets/u2f/u2f-applet.ts'
import { utf8 } from '../../../src/bytes/bytes.ts'
import type { SigningKey } from '../../../src/card/tokens/card-signer.ts'
import { commandFor } from '../../../src/card/commands.ts'
import { foreignPin, printTries, type ForeignPin, type TriesLeft } from '../../../src/card/tokens/foreign-pin.ts'
import {
  OPENPGP_AID,
  OPENPGP_COMMANDS,
  OPENPGP_PIN,
  type OpenPgpKeyName,
} from '../../../src/card/tokens/openpgp-commands.ts'
import { openPgpInput, probeOpenPgp } from '../../../src/card/tokens/openpgp-terminal.ts'
import {
  paddedPin,
  PIV_AID,
  PIV_COMMANDS,
  PIV_OBJECT,
  PIV_PIN,
  pivSignCommand,
  type PivSlot,
} from '../../../src/card/tokens/piv-commands.ts'
import { pivBlock, pivSignatureOf, probePiv } from '../../../src/card/tokens/piv-terminal.ts'
import { U2F_AID, U2F_COMMANDS } from '../../../src/card/tokens/u2f-commands.ts'
import { probeU2f, registerU2f, verifyU2f, type U2fKey } from '../../../src/card/tokens/u2f-terminal.ts'
import type { CardKeySuite } from '../../../src/crypto/card-keys.ts'
import { agreed, declared } from './declared.ts'
import { OperationMissing, type CardKind, type CardOperation, type OperationContext } from './operation.ts'

const GROUP = 'signature of a token'
const SUITES = ['p256', 'rsa2048'] as const
const MESSAGE_BYTES = 44

export const TOKEN_OPERATIONS: readonly CardOperation[] = [
  ...SUITES.flatMap((suite) => [piv('9E', suite), piv('9A', suite)]),
  ...SUITES.flatMap((suite) => [openPgp('authentication', suite), openPgp('signature', suite)]),
  u2f(),
]

function kindOf(name: string, suite: CardKeySuite, applet: () => AppletFactory): CardKind {
  return { name: `${name} ${suite}`, applets: () => [applet()], mac: 'hmac', suite }
}

function piv(slot: PivSlot, suite: CardKeySuite): CardOperation {
  return {
    name: `PIV ${slot}, ${suite}`,
    group: GROUP,
    kind: kindOf('PIV', suite, () => pivApplet({ keys: suite })),
    aid: PIV_AID,
    changes: false,
    async prepare(context) {
      const { card, crypto } = context
      const key = keyIn(await probePiv(card), slot, suite)
      const pin = key.needsPin ? pinOf(context, 'piv') : undefined
      let message = context.random(MESSAGE_BYTES)
      return {
        ...declared(pivSignCommand(slot, suite), {
          async next() {
            if (pin !== undefined) agreed('VERIFY', await pin.present(card, PIV_PIN))
            message = context.random(MESSAGE_BYTES)
            return { block: pivBlock(suite, crypto.hash(message)) }
          },
          taken({ signature }) {
            const given = pivSignatureOf(suite, signature)
            proven(given !== undefined && crypto.signatures.verify(key.publicKey, message, given))
          },
        }),
        otherwise: () => commandFor(PIV_COMMANDS.readObject, { tag: PIV_OBJECT.cardholderId }),
      }
    },
  }
}

function openPgp(name: OpenPgpKeyName, suite: CardKeySuite): CardOperation {
  const command = name === 'signature' ? OPENPGP_COMMANDS.sign : OPENPGP_COMMANDS.authenticate
  const reference = name === 'signature' ? OPENPGP_PIN.sign : OPENPGP_PIN.other
  return {
    name: `OpenPGP ${name}, ${suite}`,
    group: GROUP,
    kind: kindOf('OpenPGP', suite, () => openPgpApplet({ keys: suite })),
    aid: OPENPGP_AID,
    changes: name === 'signature',
    async prepare(context) {
      const { card, crypto } = context
      const key = keyIn((await probeOpenPgp(card))?.keys, name, suite)
      const pin = pinOf(context, 'openpgp')
      let message = context.random(MESSAGE_BYTES)
      return {
        ...declared(command, {
          async next() {
            agreed('VERIFY', await pin.present(card, reference))
            message = context.random(MESSAGE_BYTES)
            return { input: openPgpInput(suite, crypto.hash(message)) }
          },
          taken: ({ signature }) => proven(crypto.signatures.verify(key.publicKey, message, signature)),
        }),
        otherwise: () => commandFor(OPENPGP_COMMANDS.readCounter, {}),
      }
    },
  }
}

function u2f(): CardOperation {
  return {
    name: 'U2F, p256',
    group: GROUP,
    kind: kindOf('U2F', 'p256', () => u2fApplet()),
    aid: U2F_AID,
    changes: true,
    async prepare(context) {
      const { crypto } = context
      const key = await registered(context)
      let challenge = context.random(32)
      return {
        ...declared(U2F_COMMANDS.authenticateUntouched, {
          next() {
            challenge = crypto.hash(context.random(MESSAGE_BYTES))
            return { challenge, application: key.application, handle: key.handle }
          },
          taken: (authentication) => proven(verifyU2f(crypto, key, challenge, authentication)),
        }),
        otherwise: () => commandFor(U2F_COMMANDS.version, {}),
      }
    },
  }
}

/** The holder has said that this card may change. A token waits for a touch by refusing; it blinks meanwhile. */
async function registered(context: OperationContext): Promise<U2fKey> {
  const { card, crypto, say, pause } = context
  const application = crypto.hash(utf8('tickbench card under measurement'))
  for (let tries = 0; tries < TOUCH_TRIES; tries += 1) {
    if ((await probeU2f(card)) === undefined) throw new OperationMissing('the card speaks no U2F')
    const key = await registerU2f(card, crypto, application)
    if (key.ok && key.value.needsTouch)
      throw new OperationMissing('it wants a touch for each signature: no loop measures that')
    if (key.ok) return key.value
    if (key.refused !== 'touchMissing') throw new OperationMissing(`REGISTER: ${key.refused}`)
    if (tries === 0) say('touch the U2F token now: it makes a key to be measured')
    await pause(TOUCH_POLL_MS)
  }
  throw new OperationMissing('nobody touched the token')
}

const TOUCH_POLL_MS = 200
const TOUCH_TRIES = 75

/** Probing has found what there is; what is asked for has to be among it. */
function keyIn<Key extends SigningKey>(keys: readonly Key[] | undefined, name: string, suite: CardKeySuite): Key {
  if (keys === undefined) throw new OperationMissing('the card has no such application')
  const key = keys.find((each) => each.name === name)
  if (key === undefined) throw new OperationMissing(`there is no ${name} key`)
  if (key.suite !== suite) throw new OperationMissing(`its ${name} key is ${key.suite}`)
  if (key.needsTouch) throw new OperationMissing('it wants a touch for each signature: no loop measures that')
  return key
}

const ENCODE = { piv: paddedPin, openpgp: utf8 } as const

/** One for all keys of an application: what was wrong for one is not sent for another. */
function pinOf({ shared, pins, say }: OperationContext, application: keyof typeof ENCODE): ForeignPin {
  const digits = pins[application]
  const name = application.toUpperCase()
  if (digits === undefined) throw new OperationMissing(`no PIN was given (set TICKBENCH_${name}_PIN)`)
  const known = shared.get(`PIN of ${name}`) as ForeignPin | undefined
  if (known !== undefined) return known
  const tellTries = (left: TriesLeft): void => say(`${name}: ${printTries(left)}; sending the PIN`)
  const made = foreignPin({ digits, encode: ENCODE[application], tellTries })
  shared.set(`PIN of ${name}`, made)
  return made
}

/** A token that signs something else is not measured. */
function proven(isProven: boolean): void {
  if (!isProven) throw new OperationMissing('its signature does not verify')
}
