// Emulated cards under hostile commands: each applet answers, whatever it is told. A fault that the card caught and
// answered with 6F00 counts as one: what an applet does not take it refuses.

import { createEmulatedCard, type EmulatedCard } from '../../../card-applets/emulated-card.ts'
import type { AppletFactory } from '../../../card-applets/applet.ts'
import { echoApplet } from '../../../card-applets/echo/echo-applet.ts'
import { openPgpApplet } from '../../../card-applets/openpgp/openpgp-applet.ts'
import { pivApplet } from '../../../card-applets/piv/piv-applet.ts'
import { cafeTickApplet } from '../../../card-applets/cafe-tick/applet.ts'
import { u2fApplet } from '../../../card-applets/u2f/u2f-applet.ts'
import type { FuzzTarget } from '../../../reader/testing/fuzz.ts'
import { parseHex, printHex } from '../../../src/bytes/hex.ts'
import { CAFE_TICK_AID } from '../../../src/card/cafe-tick/commands.ts'
import type { CardKeySuite } from '../../../src/crypto/card-keys.ts'
import { nobleCrypto } from '../../../src/crypto/noble-engine.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import { decodeResponse } from '../../../src/iso7816/response-apdu.ts'

interface FuzzedCard {
  readonly name: string
  readonly make: () => EmulatedCard
  /** Told to every new card, and mutated as well. */
  readonly opening: readonly string[]
  /** Well-formed commands, to be mutated. */
  readonly commands: readonly string[]
}

export function cardTargets(): readonly FuzzTarget[] {
  return [ownApplets(), piv('p256'), piv('rsa2048'), openPgp('p256'), openPgp('rsa2048'), u2f()].map(targetOf)
}

/** A PIN is soon blocked by wrong ones: then nothing behind it would be reached. */
const COMMANDS_A_CARD = 100

function targetOf({ name, make, opening, commands }: FuzzedCard): FuzzTarget {
  let card = opened(make, opening)
  let fed = 0
  return {
    name,
    samples: [...opening, ...commands].map((hex) => parseHex(hex)),
    feed(input) {
      if (fed % COMMANDS_A_CARD === 0) card = opened(make, opening)
      fed += 1
      decodeResponse(card.exchange(input))
      const fault = card.lastFault()
      if (fault !== undefined) throw fault
    },
  }
}

/** Throws unless the card takes its opening: else the targets would be all refusals. */
function opened(make: () => EmulatedCard, opening: readonly string[]): EmulatedCard {
  const card = make()
  card.powerOn()
  for (const command of opening) {
    const { sw } = decodeResponse(card.exchange(parseHex(command)))
    if (sw !== 0x9000 && sw >> 8 !== 0x61) throw new Error(`${command} was refused`)
  }
  return card
}

function ownApplets(): FuzzedCard {
  const crypto = nobleCrypto('p256')
  if (crypto === undefined) throw new Error('noble offers P-256')
  const applets = [cafeTickApplet(), echoApplet(), u2fApplet({ touch: () => false })]
  const card = createEmulatedCard({ applets, crypto, random: seededRandom(1) })
  return {
    name: 'commands to the emulated card',
    make: () => card,
    opening: [],
    commands: [
      `00a404000a${printHex(CAFE_TICK_AID.bytes)}00`,
      '0070000001',
      '00c0000000',
      '8010000002aabb00',
      '10a40400020102',
      '00a404000701',
      '80500000080102030405060708',
      '80ca9f7f00',
    ],
  }
}

const DIGEST = '11'.repeat(32)
const RSA_BLOCK = `0001${'ff'.repeat(221)}00${DIGEST}`

function piv(keys: CardKeySuite): FuzzedCard {
  const sign = (slot: string) =>
    keys === 'p256'
      ? `008711${slot}267c2482008120${DIGEST}00`
      : `008707${slot}00010a7c820106820081820100${RSA_BLOCK}0000`
  return {
    name: `commands to a PIV card, ${keys}`,
    make: maker(pivApplet({ keys, makeKey: keyMaker(keys) })),
    opening: ['00a4040009a0000003080000100000', '0020008008313233343536ffff'],
    commands: [
      '00200080',
      '0020008008393939393939ffff',
      '00cb3fff055c035fc10200',
      '00cb3fff055c035fc10500',
      '00cb3fff055c035fc10100',
      '00cb3fff035c017e00',
      '00c0000000',
      sign('9a'),
      sign('9e'),
    ],
  }
}

function openPgp(keys: CardKeySuite): FuzzedCard {
  return {
    name: `commands to an OpenPGP card, ${keys}`,
    make: maker(openPgpApplet({ keys, makeKey: keyMaker(keys) })),
    opening: ['00a4040006d2760001240100', '0020008106313233343536', '0020008206313233343536'],
    commands: [
      '00200081',
      '0020008106393939393939',
      '0020008308313233343536373800',
      '00ca006e00',
      '00ca006500',
      '00ca007a00',
      '00ca00c400',
      '00ca7f2100',
      '00a501040660045c027f21',
      '0047810002b60000',
      '0047810002a40000',
      '0084000008',
      '00c0000000',
      `002a9e9a20${DIGEST}00`,
      `0088000020${DIGEST}00`,
    ],
  }
}

function u2f(): FuzzedCard {
  const make = maker(u2fApplet())
  const select = '00a4040008a0000006472f000100'
  const [challenge, application] = ['22'.repeat(32), '33'.repeat(32)]
  const register = `00010000000040${challenge}${application}0000`
  const registered = decodeResponse(opened(make, [select]).exchange(parseHex(register))).data
  const handle = printHex(registered.subarray(67, 67 + 64))
  const authenticate = (control: string) => `0002${control}00000081${challenge}${application}40${handle}0000`
  return {
    name: 'commands to a U2F token',
    make,
    opening: [select],
    commands: [register, authenticate('03'), authenticate('07'), authenticate('08'), '00030000000000', '00c0000000'],
  }
}

/** Each card is as the one before was when it was new: a handle of the first is one of all. */
function maker(applet: AppletFactory): () => EmulatedCard {
  return () => createEmulatedCard({ applets: [applet], crypto: nodeCrypto('p256'), random: seededRandom(1) })
}

/** Making RSA keys takes seconds. */
function keyMaker(suite: CardKeySuite) {
  const key = nodeCrypto(suite).signatures.keyPair(seededRandom(2))
  return () => key
}
