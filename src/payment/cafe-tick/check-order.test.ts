import { describe } from 'vitest'
import { CERTIFICATE_CHECKS, checkCertificate } from '../card-certificate.ts'
import type { Outcome } from '../outcome.ts'
import { SPEND_CHECKS } from '../spend-checks.ts'
import { holdsOrder } from '../testing/check-order.ts'
import { deposit, DEPOSIT_CHECKS } from './acquirer.ts'
import { openTicks, tickTo } from './card-ticks.ts'
import { tickCommitmentLayout, type Deposit, type TickCommitment } from './messages.ts'
import { acceptChain, acceptTick, COMMITMENT_CHECKS } from './seller.ts'
import { DAY, must, NOW, openingOf, OTHER_PAYEE, PAYEE, purseWorld } from './testing/purse-world.ts'

const { card, issuer, personalisation, state, account } = purseWorld()
const { certificate, signingKey } = personalisation
const issuerKey = issuer.certificateKey.publicKey
const checked = must(checkCertificate(card.crypto, issuerKey, certificate, NOW))
const [open, opened] = openTicks(card, state, openingOf())
const made = must(opened).commitment
const BAD = new Uint8Array(64)

const refusalOf = (outcome: Outcome<unknown, string>) => (outcome.ok ? undefined : outcome.refused)

interface Signed {
  readonly changes: Partial<TickCommitment>
  readonly forged: boolean
}

function signed({ changes, forged }: Signed) {
  const commitment = { ...made, ...changes }
  const signature = forged ? BAD : card.crypto.signatures.sign(signingKey, tickCommitmentLayout.encode(commitment))
  return { commitment, signature }
}

const changing = (changes: Partial<TickCommitment>) => (input: Signed) => ({
  ...input,
  changes: { ...input.changes, ...changes },
})

describe('a certificate', () => {
  holdsOrder<{ readonly now: number; readonly signature: Uint8Array }>({
    table: CERTIFICATE_CHECKS,
    good: () => ({ now: NOW, signature: certificate.signature }),
    spoil: {
      certificateExpired: (input) => ({ ...input, now: NOW + 301 * DAY }),
      certificateForged: (input) => ({ ...input, signature: BAD }),
    },
    refusal: ({ now, signature }) =>
      refusalOf(checkCertificate(card.crypto, issuerKey, { ...certificate, signature }, now)),
  })
})

describe('a commitment', () => {
  holdsOrder<Signed>({
    table: COMMITMENT_CHECKS,
    good: () => ({ changes: {}, forged: false }),
    spoil: {
      otherCard: changing({ cardId: new Uint8Array(8) }),
      otherCurrency: changing({ currency: 'EUR' }),
      otherPayee: changing({ payee: OTHER_PAYEE }),
      otherNonce: changing({ terminalNonce: new Uint8Array(16) }),
      otherDate: changing({ date: NOW - 1 }),
      otherValue: changing({ tickValue: 4n }),
      otherLimit: changing({ limit: 11 }),
      commitmentForged: (input) => ({ ...input, forged: true }),
    },
    refusal: (input) => refusalOf(acceptChain(card, checked, openingOf(), signed(input))),
  })
})

describe('a tick', () => {
  const fresh = must(acceptChain(card, checked, openingOf(), must(opened)))
  const [chain] = acceptTick(card, fresh, must(tickTo(card, open, { txCounter: 2, spent: 3 })[1]))
  holdsOrder<{ readonly spent: number; readonly value: Uint8Array }>({
    table: SPEND_CHECKS,
    good: () => must(tickTo(card, open, { txCounter: 2, spent: 4 })[1]),
    spoil: {
      spentNotWhole: (claim) => ({ ...claim, spent: claim.spent + 0.5 }),
      spentOutOfRange: (claim) => ({ ...claim, spent: claim.spent + 100 }),
      nothingNew: (claim) => ({ ...claim, spent: claim.spent - 2 }),
      valueWrongSize: (claim) => ({ ...claim, value: claim.value.slice(1) }),
      valueNotOnChain: (claim) => ({ ...claim, value: claim.value.map((byte) => byte ^ 1) }),
    },
    refusal: (claim) => refusalOf(acceptTick(card, chain, claim)[1]),
    apart: { 'valueWrongSize/valueNotOnChain': 'a value of another size is walked no step' },
  })
})

interface Claimed extends Signed {
  readonly payee: Uint8Array
  readonly now: number
  readonly standing: typeof account.standing
  readonly lostAt: number | undefined
  readonly certified: Uint8Array
  readonly spent: number
}

describe('a deposit', () => {
  holdsOrder<Claimed>({
    table: DEPOSIT_CHECKS,
    good: () => ({
      changes: {},
      forged: false,
      payee: PAYEE,
      now: NOW + DAY,
      standing: account.standing,
      lostAt: undefined,
      certified: certificate.signature,
      spent: 3,
    }),
    spoil: {
      otherCard: (input) => ({ ...input, ...changing({ cardId: new Uint8Array(8) })(input) }),
      notPayee: (input) => ({ ...input, payee: OTHER_PAYEE }),
      currencyWrong: (input) => ({ ...input, ...changing({ currency: 'EUR' })(input) }),
      tooLate: (input) => ({ ...input, now: NOW + 30 * DAY }),
      cardBroken: (input) => ({ ...input, standing: 'broken' }),
      cardLost: (input) => ({ ...input, lostAt: NOW - DAY }),
      limitOutOfRange: (input) => ({ ...input, ...changing({ limit: 0 })(input) }),
      valueOutOfRange: (input) => ({ ...input, ...changing({ tickValue: 0n })(input) }),
      certificateForged: (input) => ({ ...input, certified: BAD }),
      commitmentForged: (input) => ({ ...input, forged: true }),
      spentOutOfRange: (input) => ({ ...input, spent: 99 }),
    },
    refusal: (input) => {
      const { value } = must(tickTo(card, open, { txCounter: 2, spent: 3 })[1])
      const claim: Deposit = {
        certificate: { ...certificate, signature: input.certified },
        commitment: signed(input),
        spent: input.spent,
        value,
      }
      const of = { ...account, standing: input.standing, lostAt: input.lostAt }
      return refusalOf(deposit(issuer, of, { payee: input.payee, now: input.now }, claim)[1])
    },
  })
})
