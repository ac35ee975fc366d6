import { expect, it } from 'vitest'
import type { Attack } from './attack.ts'
import { disagreement } from './disagreement.ts'
import { guessedAccount } from './guessed-account.ts'
import { replayedRequest } from './replayed-request.ts'
import { stolenAccount } from './stolen-account.ts'

async function outcomes(attack: Attack): Promise<readonly unknown[]> {
  return (await attack.run()).map(({ setting, outcome, because }) => [setting, outcome, because])
}

it('disagreement succeeds against every variant but the hardened one', async () => {
  const words = 'nothing that the acquirer sees was made after the payment'
  expect(await outcomes(disagreement)).toEqual([
    ['1kp', 'succeeds', words],
    ['2kp', 'succeeds', words],
    ['3kp', 'succeeds', words],
    ['3kp-hardened', 'stopped', 'sellerSignatureWrong'],
  ])
})

it('replayed-request gains nothing while records outlive the date window', async () => {
  expect(await outcomes(replayedRequest)).toEqual([
    ['as it was', 'stopped', 'the stored answer again'],
    ['under another TID_S', 'stopped', 'commonDiffers'],
    ['record lost, same day', 'succeeds', 'no record, and the date is still good'],
    ['record forgotten in time', 'stopped', 'dateOutsideWindow'],
  ])
})

it('guessed-account finds a buyer whose R_B is short, and none behind 128 bits', async () => {
  const found = await outcomes(guessedAccount)
  expect(found.map((row) => (row as string[])[1])).toEqual(['succeeds', 'succeeds', 'stopped'])
})

it('stolen-account succeeds where BAN and PIN are all it takes, and guesses the PIN unless tries are counted', async () => {
  expect(await outcomes(stolenAccount)).toEqual([
    ['1kp, PIN known', 'succeeds', 'right on try 1: who knows BAN and PIN is the buyer'],
    ['2kp, PIN known', 'succeeds', 'right on try 1: who knows BAN and PIN is the buyer'],
    ['2kp, PIN guessed', 'succeeds', 'right on try 43: who knows BAN and PIN is the buyer'],
    ['2kp, three tries', 'stopped', 'pinBlocked'],
    ['3kp, PIN known', 'stopped', 'buyerKeyNotRegistered'],
  ])
})
