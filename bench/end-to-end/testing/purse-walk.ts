// Random walks through the commands of the tick purse: mostly sensible, often wrong by a little, with resets between. Two
// cards that are asked the same must answer the same, but for what each draws or signs by itself.

import { parseHex } from '../../../src/bytes/hex.ts'
import { nodeCrypto } from '../../../src/crypto/node-engine.ts'
import type { Crypto, RandomBytes } from '../../../src/crypto/crypto.ts'
import { CAFE_TICK_COMMANDS } from '../../../src/card/cafe-tick/commands.ts'
import { commandFor } from '../../../src/card/commands.ts'
import { TRAVERSAL_METHODS } from '../../../src/chain/traversal/schedule.ts'
import type { CommandApdu } from '../../../src/iso7816/command-apdu.ts'
import { controlOrderLayout } from '../../../src/payment/card-control.ts'
import { pinBytes } from '../../../src/payment/card-guard.ts'
import type { PursePhase } from '../../../src/payment/cafe-tick/card-messages.ts'
import { loadOrderLayout } from '../../../src/payment/cafe-tick/messages.ts'

export type WalkStep =
  | { readonly kind: 'reset' }
  | { readonly kind: keyof typeof CAFE_TICK_COMMANDS; readonly command: CommandApdu }

export const CRYPTO: Crypto = nodeCrypto('p256')
/** RFC 6979, A.2.5. */
const SECRET_KEY = parseHex('C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721', 'key')
const PUBLIC_KEY = parseHex('0360FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6', 'key')
const CARD_ID = new Uint8Array(8).fill(7)
const LOAD_KEY = new Uint8Array(32).fill(0x4b)
const PIN = pinBytes('1234')

/** What a walker knows of the card that it walks with: mostly it goes on from there. */
export interface Whereabouts {
  readonly txCounter: number
  readonly phase: PursePhase
  readonly blocked: boolean
  /** The count of the last tick that was answered. */
  readonly spent: number
}

export type Dice = (sides: number) => number

export function diceOf(random: RandomBytes): Dice {
  return (sides) => new DataView(random(4).buffer).getUint32(0) % sides
}

export function nextStep(dice: Dice, at: Whereabouts): WalkStep {
  const near = dice(8) === 0 ? Math.max(0, at.txCounter + dice(3) - 1) : at.txCounter
  if (at.blocked && dice(3) === 0) return control(dice, false)
  if (dice(3) > 0) {
    if (at.phase === 'new') return load(dice, near + 1)
    return at.phase === 'open' ? tick(dice, near, at.spent) : dice(3) === 0 ? load(dice, near + 1) : open(dice)
  }
  switch (dice(10)) {
    case 0:
    case 1:
      return { kind: 'reset' }
    case 2:
      return load(dice, near + 1)
    case 3:
      return open(dice)
    case 4:
      return step('close', commandFor(CAFE_TICK_COMMANDS.close, { txCounter: near }))
    case 5:
      return step('getLast', commandFor(CAFE_TICK_COMMANDS.getLast, {}))
    case 6:
      return step('readLog', commandFor(CAFE_TICK_COMMANDS.readLog, { age: dice(10) }))
    case 7:
      return pin(dice)
    case 8:
      return dice(3) === 0 ? control(dice, dice(2) === 0) : step('getLast', commandFor(CAFE_TICK_COMMANDS.getLast, {}))
    default:
      return tick(dice, near, at.spent)
  }
}

function step(kind: keyof typeof CAFE_TICK_COMMANDS, command: CommandApdu): WalkStep {
  return { kind, command }
}

export function personalise(isProtected: boolean): WalkStep {
  const certificate = { cardId: CARD_ID, publicKey: PUBLIC_KEY, currency: 'CHF', expires: 1_800_000_000_000 }
  const request = {
    certificate: { certificate, signature: new Uint8Array(64) },
    signingKey: SECRET_KEY,
    loadKey: LOAD_KEY,
    limits: { largestBalance: 5000n, longestChain: 400, largestChainValue: 3000n },
    holder: isProtected ? { pin: PIN, puk: pinBytes('87654321'), withoutPin: 1000n } : undefined,
  }
  return step('personalise', commandFor(CAFE_TICK_COMMANDS.personalise, request))
}

function load(dice: Dice, txCounter: number): WalkStep {
  const order = { cardId: CARD_ID, txCounter, currency: 'CHF', units: BigInt(dice(6) * 300) }
  const tag = CRYPTO.mac(LOAD_KEY, loadOrderLayout.encode(order))
  if (dice(8) === 0) tag[5] = (tag[5] ?? 0) ^ 1
  return step('load', commandFor(CAFE_TICK_COMMANDS.load, { order, tag }))
}

function open(dice: Dice): WalkStep {
  const limit = [1, 2, 9, 30, 63, 64, 65, 100, 256, 257, 400, 401][dice(12)] ?? 1
  const batch = [1, 1, 2, 7, limit, limit + 1][dice(6)] ?? 1
  const request = {
    payee: new Uint8Array(16).fill(dice(2)),
    terminalNonce: new Uint8Array(16).fill(dice(2)),
    date: 1_700_000_000_000,
    currency: dice(20) === 0 ? 'EUR' : 'CHF',
    tickValue: BigInt(dice(5)),
    limit,
    batch,
    traversal: dice(3) === 0 ? undefined : TRAVERSAL_METHODS[dice(TRAVERSAL_METHODS.length)],
  }
  return step('openTicks', commandFor(CAFE_TICK_COMMANDS.openTicks, request))
}

function tick(dice: Dice, txCounter: number, spent: number): WalkStep {
  const next = { txCounter, spent: spent + ([1, 1, 1, 0, 2, -1][dice(6)] ?? 1) }
  if (dice(2) === 0 && next.spent >= 0) return step('tick', commandFor(CAFE_TICK_COMMANDS.tick, next))
  return step(
    'tickTo',
    commandFor(CAFE_TICK_COMMANDS.tickTo, { txCounter, spent: spent + dice(dice(3) === 0 ? 60 : 6) }),
  )
}

function pin(dice: Dice): WalkStep {
  const code = dice(4) === 0 ? pinBytes('9999') : PIN
  if (dice(4) > 0) return step('verifyPin', commandFor(CAFE_TICK_COMMANDS.verifyPin, { pin: code }))
  return step('unblockPin', commandFor(CAFE_TICK_COMMANDS.unblockPin, { puk: pinBytes('87654321'), newPin: PIN }))
}

function control(dice: Dice, blocked: boolean): WalkStep {
  const order = { cardId: CARD_ID, number: 1 + dice(40), blocked }
  const tag = CRYPTO.mac(LOAD_KEY, controlOrderLayout.encode(order))
  return step('control', commandFor(CAFE_TICK_COMMANDS.control, { order, tag }))
}
