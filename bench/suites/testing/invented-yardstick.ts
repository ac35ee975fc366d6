// Answers as bench/native/c/yardstick.c does, with the reference in its place: rightly, wrongly, or not at all.
// A program: `node --import tsx invented-yardstick.ts right|wrong|silent chain|coupons plain|indexed`.

import { printHex } from '../../../src/bytes/hex.ts'
import { BATCH_COUPONS } from '../../../src/chain/kernel/kernel.ts'
import { REFERENCE_CHAINS } from '../../../src/chain/kernel/noble.ts'

const [how, kind, step] = process.argv.slice(2)
if (how === 'silent') process.exit()
const chain = REFERENCE_CHAINS[step === 'plain' ? 'plain' : 'indexed']
const givenBytes = BATCH_COUPONS * (16 + 2 * chain.valueBytes + 8) + 4
let given = Buffer.alloc(0)

process.stdin.on('data', (more: Buffer) => {
  const before = given.length
  given = Buffer.concat([given, more])
  if (before < givenBytes && given.length >= givenBytes) answerFirst()
  if (before >= givenBytes) process.stdout.write(`${how === 'wrong' && kind === 'coupons' ? 0 : 1000 * Number(more)}\n`)
})

function answerFirst(): void {
  const value = given.subarray(16 * BATCH_COUPONS, 16 * BATCH_COUPONS + chain.valueBytes)
  const reached = chain.walk(given.subarray(0, 16), value, 0, how === 'wrong' && kind === 'chain' ? 99 : 100)
  process.stdout.write(`${printHex(reached)} invented\n`)
}
