import { expect, it } from 'vitest'
import { cafeTickAccountLayout } from '../../src/payment/cafe-tick/card-state.ts'
import { careless, forgetful, nonAtomic, withoutTransactions } from '../testing/careless.ts'
import { tearPurse } from '../testing/purse-tears.ts'
import { cafeTickApplet } from './applet.ts'

it('oracle 4: torn at any write of any command, under every policy, the purse is the old or the new one', () => {
  const { cases, violations } = tearPurse(cafeTickApplet(), true)
  process.stdout.write(`tear matrix of the purse: ${cases} cases, ${violations.length} violations\n`)
  expect(violations).toEqual([])
  expect(cases).toBeGreaterThan(1000)
})

it('the matrix notices a missing transaction, in each command that needs one', () => {
  const { violations } = tearPurse(careless(cafeTickApplet(), withoutTransactions), false)
  for (const command of ['LOAD', 'OPEN TICKS', 'CLOSE']) {
    expect(violations.filter((line) => line.startsWith(command))).not.toEqual([])
  }
})

it('the matrix notices a non-atomic write, in each command that writes', () => {
  const { violations } = tearPurse(careless(cafeTickApplet(), nonAtomic), false)
  for (const command of ['PERSONALISE', 'LOAD', 'OPEN TICKS', 'TICK 1', 'TICK TO', 'CLOSE']) {
    expect(violations.filter((line) => line.startsWith(command))).not.toEqual([])
  }
})

it('the matrix notices ticks that leave the card but not the balance', () => {
  const { violations } = tearPurse(
    careless(cafeTickApplet(), (memory) => forgetful(memory, isTick)),
    false,
  )
  for (const command of ['TICK 1', 'TICK TO 2']) {
    expect(violations.filter((line) => line.startsWith(command) && line.includes('undisturbed'))).not.toEqual([])
  }
})

function isTick(name: string, bytes: Uint8Array): boolean {
  if (!name.startsWith('account')) return false
  const { phase, paid } = cafeTickAccountLayout.decode(bytes.subarray(4)) // after the sequence of the rotating cell
  return phase === 'open' && paid > 0
}
