import { describe, expect, it } from 'vitest'
import {
  changePin,
  comparePin,
  FRESH_GUARD,
  PIN_TRIES,
  pinBytes,
  PUK_TRIES,
  spendGuarded,
  takePinTry,
  takePukTry,
  unblockPin,
  type Guard,
} from './card-guard.ts'

const pin = pinBytes('1234')
const newPin = pinBytes('98765432')
const puk = pinBytes('55555555')
const protection = { pin, puk, withoutPin: 100n }
const wrong = pinBytes('0000')
const verified = present(FRESH_GUARD, pin)

function present(guard: Guard, code: Uint8Array): Guard {
  return comparePin(protection, takePinTry(guard)[0], code)[0]
}

describe('the PIN', () => {
  it('costs a try before it is compared, which a right one gives back', () => {
    expect(takePinTry(FRESH_GUARD)[0].pinTries).toBe(PIN_TRIES - 1)
    expect(verified).toEqual({ ...FRESH_GUARD, verified: true })
    expect(present(FRESH_GUARD, wrong)).toEqual({ ...FRESH_GUARD, pinTries: PIN_TRIES - 1 })
  })

  it('is blocked after so many wrong ones, for the right one too', () => {
    let guard: Guard = FRESH_GUARD
    for (let tries = PIN_TRIES; tries > 0; tries -= 1) guard = present(guard, wrong)
    expect(takePinTry(guard)[1]).toEqual({ ok: false, refused: 'pinBlocked' })
  })

  it('no longer counts as presented once another attempt has begun', () => {
    expect(takePinTry(verified)[0].verified).toBe(false)
    expect(takePukTry(verified)[0].verified).toBe(false)
  })

  it('can be changed by who knows it, and only the new one counts then', () => {
    const [changed] = changePin(protection, takePinTry(FRESH_GUARD)[0], { pin, newPin })
    expect(present(changed, newPin).verified).toBe(true)
    expect(comparePin(protection, changed, pin)[1]).toEqual({ ok: false, refused: 'pinWrong' })
    const refused = changePin(protection, takePinTry(FRESH_GUARD)[0], { pin: wrong, newPin })
    expect([refused[0].changedPin, refused[1]]).toEqual([undefined, { ok: false, refused: 'pinWrong' }])
  })
})

describe('the PUK', () => {
  const blocked = { ...FRESH_GUARD, pinTries: 0 }

  it('gives all tries back under a new PIN, which is still to be presented', () => {
    const [guard] = unblockPin(protection, takePukTry(blocked)[0], { puk, newPin })
    expect(guard).toEqual({ ...FRESH_GUARD, changedPin: newPin })
  })

  it('costs a try of its own, and ends for good', () => {
    const [guard, outcome] = unblockPin(protection, takePukTry(blocked)[0], { puk: wrong, newPin })
    expect(outcome).toEqual({ ok: false, refused: 'pinWrong' })
    expect(guard).toEqual({ ...blocked, pukTries: PUK_TRIES - 1 })
    expect(takePukTry({ ...blocked, pukTries: 0 })[1]).toEqual({ ok: false, refused: 'pinBlocked' })
  })
})

describe('spending', () => {
  it('adds up without the PIN to exactly the limit', () => {
    expect(spendGuarded(protection, FRESH_GUARD, 60n, 40n)?.withoutPin).toBe(100n)
    expect(spendGuarded(protection, FRESH_GUARD, 60n, 41n)).toBeUndefined()
  })

  it('uses the presented PIN up and begins to add up anew', () => {
    expect(spendGuarded(protection, verified, 100n, 500n)).toEqual({ guard: FRESH_GUARD, withoutPin: 0n })
  })

  it('is free on a card without PIN', () => {
    expect(spendGuarded(undefined, FRESH_GUARD, 0n, 500n)).toEqual({ guard: FRESH_GUARD, withoutPin: 0n })
  })
})

it.each(['123', '123456789', '12a4', ''])('a PIN is not %o', (digits) => {
  expect(() => pinBytes(digits)).toThrow(RangeError)
})
