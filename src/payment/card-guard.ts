// The holder's PIN and PUK, and how much a card gives out without them. A card cannot show its holder what it is asked
// to pay, so the limit is in the card (PITFALLS.md, "Card"). Shared by the purses.
// Each attempt has two steps: a try is taken and made durable, and only then is the code compared, so that cutting the
// power between them gains nothing.

import { equalConstantTime } from '../bytes/bytes.ts'
import { fixed, secret } from '../bytes/fields.ts'
import { layout, type Layout } from '../bytes/layout.ts'
import { minorUnits } from '../money/fields.ts'
import { accept, refuse, type Done, type Outcome, type Transition } from './outcome.ts'

/** Digits in ASCII, padded with FF: the usual format of GSM and payment cards. */
export const PIN_BYTES = 8
export const PIN_TRIES = 3
export const PUK_TRIES = 10

/** As the issuer gave it; a card without it never asks for a PIN. */
export interface HolderProtection {
  readonly pin: Uint8Array
  readonly puk: Uint8Array
  /** What may be committed between two presentations of the PIN. */
  readonly withoutPin: bigint
}

export const holderProtectionLayout: Layout<HolderProtection> = layout<HolderProtection>('HolderProtection', {
  pin: secret(fixed(PIN_BYTES, 'the first PIN')),
  puk: secret(fixed(PIN_BYTES, 'unblocks the PIN')),
  withoutPin: minorUnits('what may be committed between two presentations of the PIN'),
})

export interface Guard {
  /** The PIN chosen since. */
  readonly changedPin: Uint8Array | undefined
  readonly pinTries: number
  readonly pukTries: number
  /** RAM: gone at reset and deselection, used up by one payment or OPEN. */
  readonly verified: boolean
}

export const FRESH_GUARD: Guard = { changedPin: undefined, pinTries: PIN_TRIES, pukTries: PUK_TRIES, verified: false }

/** `noPin`: this card has none. `pinWrong` and `pinBlocked` mean the PUK where that was asked for. */
export type GuardRefusal = 'noPin' | 'pinWrong' | 'pinBlocked'

export type GuardStep = Transition<Guard, Outcome<Done, GuardRefusal>>

/** First step of VERIFY and CHANGE REFERENCE DATA. */
export function takePinTry(guard: Guard): GuardStep {
  const closed = { ...guard, verified: false }
  if (guard.pinTries === 0) return [closed, refuse('pinBlocked')]
  return [{ ...closed, pinTries: guard.pinTries - 1 }, accept({})]
}

/** First step of RESET RETRY COUNTER. */
export function takePukTry(guard: Guard): GuardStep {
  const closed = { ...guard, verified: false }
  if (guard.pukTries === 0) return [closed, refuse('pinBlocked')]
  return [{ ...closed, pukTries: guard.pukTries - 1 }, accept({})]
}

/** Second step of VERIFY. */
export function comparePin(protection: HolderProtection, guard: Guard, pin: Uint8Array): GuardStep {
  if (!equalConstantTime(pin, guard.changedPin ?? protection.pin)) return [guard, refuse('pinWrong')]
  return [{ ...guard, pinTries: PIN_TRIES, verified: true }, accept({})]
}

/** Second step of CHANGE REFERENCE DATA. Choosing a PIN presents it. */
export function changePin(
  protection: HolderProtection,
  guard: Guard,
  { pin, newPin }: { readonly pin: Uint8Array; readonly newPin: Uint8Array },
): GuardStep {
  const [verified, outcome] = comparePin(protection, guard, pin)
  return outcome.ok ? [{ ...verified, changedPin: newPin }, outcome] : [verified, outcome]
}

/** Second step of RESET RETRY COUNTER: all tries are back, under a new PIN, which is still to be presented. */
export function unblockPin(
  protection: HolderProtection,
  guard: Guard,
  { puk, newPin }: { readonly puk: Uint8Array; readonly newPin: Uint8Array },
): GuardStep {
  if (!equalConstantTime(puk, protection.puk)) return [guard, refuse('pinWrong')]
  return [{ changedPin: newPin, pinTries: PIN_TRIES, pukTries: PUK_TRIES, verified: false }, accept({})]
}

/** The guard and the sum without PIN after committing `units` more; undefined when the PIN must be presented first. */
export function spendGuarded(
  protection: HolderProtection | undefined,
  guard: Guard,
  withoutPin: bigint,
  units: bigint,
): { readonly guard: Guard; readonly withoutPin: bigint } | undefined {
  if (protection === undefined) return { guard, withoutPin }
  if (guard.verified) return { guard: { ...guard, verified: false }, withoutPin: 0n }
  if (withoutPin + units > protection.withoutPin) return undefined
  return { guard, withoutPin: withoutPin + units }
}

/** 4 to 8 digits as they go to a card. Throws `RangeError`. */
export function pinBytes(digits: string): Uint8Array {
  if (!/^[0-9]{4,8}$/.test(digits)) throw new RangeError('a PIN has 4 to 8 digits')
  const padded = new Uint8Array(PIN_BYTES).fill(0xff)
  padded.set(new TextEncoder().encode(digits))
  return padded
}
