// A thief orders goods on an account that is not its own (ikp/SPEC.md 7, the letters `w` of A1 and B1): it knows BAN,
// and perhaps the PIN, from somewhere, and has an honest device and an honest seller otherwise.

import type { Account } from '../../src/payment/ikp/ledger.ts'
import { enrolBuyer } from '../../src/payment/ikp/enrol.ts'
import type { Variant } from '../../src/payment/ikp/variant.ts'
import { runFlow, type FlowResult } from '../../src/payment/play/flow.ts'
import { createWorld, priceTerms, type World } from '../../src/payment/play/world.ts'
import type { Attack, AttackRow, Stage } from './attack.ts'
import { judged } from './row.ts'
import { openStage } from './stage.ts'

const PRICE = 25n
const PIN = '0042'
/** PINs that the thief is ready to try, from 0000. */
const TRIES = 60

export const stolenAccount: Attack = {
  name: 'stolen-account',
  title: 'a thief who knows the account number pays with it',
  source: 'src/payment/ikp/SPEC.md 7',
  async run(stage = openStage()) {
    const rows: AttackRow[] = []
    for (const [setting, theft] of SETTINGS) rows.push(await stage.under(setting, () => play(stage, setting, theft)))
    return rows
  },
}

interface Theft {
  readonly variant: Variant
  readonly pins: readonly string[]
  /** Whether the acquirer counts wrong PINs. */
  readonly limited: boolean
}

const SETTINGS: readonly (readonly [setting: string, theft: Theft])[] = [
  ['1kp, PIN known', { variant: '1kp', pins: [PIN], limited: true }],
  ['2kp, PIN known', { variant: '2kp', pins: [PIN], limited: true }],
  ['2kp, PIN guessed', { variant: '2kp', pins: guesses(), limited: false }],
  ['2kp, three tries', { variant: '2kp', pins: guesses(), limited: true }],
  ['3kp, PIN known', { variant: '3kp', pins: [PIN], limited: true }],
]

/** What the thief gets is worth PRICE, and the account's holder is charged for it. */
async function play(stage: Stage, setting: string, { variant, pins, limited }: Theft): Promise<AttackRow> {
  const world = await createWorld({ variant, pin: PIN })
  const victim = accountIn(world)
  const refusals: string[] = []
  let sold = false
  for (const pin of pins) {
    const result = await runFlow(thiefIn(world, victim, pin), priceTerms(PRICE), stage.tap)
    sold = result.kind === 'answered' && result.answer === 'yes'
    refusals.push(wordFor(result))
    if (sold) break
    if (!limited) world.ledger.apply({ account: { ...accountIn(world), wrongPins: [] } })
  }
  const { charged } = accountIn(world)
  const because = sold ? `right on try ${refusals.length}: who knows BAN and PIN is the buyer` : (refusals.at(-1) ?? '')
  return judged({ setting, gains: { thief: charged, holder: -charged }, because })
}

/** A buyer who is enrolled like any other, with a key of its own where the variant has one, and names another's BAN. */
function thiefIn(world: World, victim: Account, pin: string): World {
  const { scheme, buyer: device } = world
  const { crypto, random, clockSkewMs } = device
  const { buyer } = enrolBuyer(scheme, { crypto, random, account: { ...victim, pin }, clockSkewMs })
  return { ...world, buyer }
}

function accountIn({ ledger, buyer }: World): Account {
  const account = ledger.account(buyer.account)
  if (account === undefined) throw new RangeError('an account that is gone')
  return account
}

function wordFor(result: FlowResult): string {
  return result.kind === 'answered' ? result.answer : result.refused
}

function guesses(): readonly string[] {
  return [...Array(TRIES).keys()].map((guess) => guess.toString().padStart(4, '0'))
}
