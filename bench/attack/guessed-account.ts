// A seller looks for the account behind ID_B by trying numbers. There are few: what protects the buyer is R_B
// (ikp/SPEC.md 2).

import { equalConstantTime } from '../../src/bytes/bytes.ts'
import { pseudonymOf, SECRET_BYTES } from '../../src/payment/ikp/common.ts'
import { createWorld } from '../../src/payment/play/world.ts'
import type { Attack, AttackRow } from './attack.ts'
import { openStage } from './stage.ts'

/** Account numbers that the seller tries; R_B takes every value of its unknown bits for each. */
const ACCOUNTS = 1000
const THE_BUYER = 815

export const guessedAccount: Attack = {
  name: 'guessed-account',
  title: 'a seller searches for the account behind a pseudonym',
  source: 'src/payment/ikp/SPEC.md 2',
  async run(stage = openStage()) {
    const rows: AttackRow[] = []
    for (const bits of [0, 4, SECRET_BYTES * 8]) rows.push(await stage.under(settingOf(bits), () => play(bits)))
    return rows
  },
}

/** Nobody gains money by it: what is lost is privacy (B6). */
async function play(blindingBits: number): Promise<AttackRow> {
  const { crypto } = (await createWorld()).scheme
  const secret = new Uint8Array(SECRET_BYTES)
  secret.fill(0xa5, 0, Math.floor(blindingBits / 8))
  if (blindingBits % 8 > 0) secret[SECRET_BYTES - 1] = 0x0b
  const pseudonym = pseudonymOf(crypto, secret, `account ${THE_BUYER}`)
  const searchable = Math.min(2 ** blindingBits, 2 ** 4)
  let found = false
  for (let account = 0; account < ACCOUNTS && !found; account += 1) {
    for (let guess = 0; guess < searchable && !found; guess += 1) {
      const blinding = new Uint8Array(SECRET_BYTES)
      blinding[SECRET_BYTES - 1] = guess
      found = equalConstantTime(pseudonymOf(crypto, blinding, `account ${account}`), pseudonym)
    }
  }
  return {
    setting: settingOf(blindingBits),
    outcome: found ? 'succeeds' : 'stopped',
    gains: {},
    because: found
      ? `found among ${ACCOUNTS} numbers: the buyer is known`
      : 'the search grows by 2^bits for each number',
  }
}

function settingOf(blindingBits: number): string {
  return `R_B of ${blindingBits} bits`
}
