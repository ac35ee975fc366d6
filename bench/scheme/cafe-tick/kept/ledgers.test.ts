import { describe, expect, it } from 'vitest'
import { newAccount } from '../../../../src/payment/card-account.ts'
import { Numbered } from '../../../../src/payment/numbered.ts'
import type { LogRecord } from '../../../../src/payment/cafe-tick/card-messages.ts'
import type { CardAccount, DepositedChain } from '../../../../src/payment/cafe-tick/issuer.ts'
import { compareLedgers, describeLedgers, type Ledgers, type PurseLedger } from './ledgers.ts'

interface Books {
  readonly loads?: readonly (readonly [number, bigint])[]
  readonly paid?: readonly (readonly [number, bigint])[]
}

function accountOf({ loads = [], paid = [] }: Books): CardAccount {
  const chain = { commitment: new Uint8Array(32), spent: 1, value: new Uint8Array(16) }
  return {
    ...newAccount<DepositedChain>(new Uint8Array(8), 'CHF'),
    loaded: loads.reduce((sum, [, units]) => sum + units, 0n),
    deposited: paid.reduce((sum, [, units]) => sum + units, 0n),
    loads: Numbered.of(loads.map(([number, units]) => [number, { units, state: 'confirmed' }] as const)),
    payments: Numbered.of(paid.map(([number, units]) => [number, { ...chain, units }] as const)),
  }
}

function card(txCounter: number, balance: bigint, loads: readonly (readonly [number, bigint])[] = []): PurseLedger {
  const record = { sequence: 1, kind: 'load', payee: new Uint8Array(16), ticks: 0, balance: 0n } as const
  return {
    kind: 'purse',
    cardId: '00',
    expires: 0,
    status: { balance, currency: 'CHF', txCounter, phase: 'loaded', blocked: false, pinTries: 3 },
    log: loads.map(([number, units]): LogRecord => ({ ...record, txCounter: number, units })),
  }
}

describe('the ledgers of a card and its issuer', () => {
  const cases: readonly (readonly [string, PurseLedger, Books | undefined, Ledgers])[] = [
    ['agree', card(2, 9n, [[1, 10n]]), { loads: [[1, 10n]], paid: [[2, 1n]] }, { kind: 'agree' }],
    ['agree where a chain was opened and not used', card(5, 10n), { loads: [[1, 10n]] }, { kind: 'agree' }],
    [
      'miss a load that has not come yet',
      card(1, 10n),
      {
        loads: [
          [1, 10n],
          [2, 5n],
        ],
      },
      { kind: 'loadOnItsWay', number: 2, units: 5n },
    ],
    ['show an older card', card(1, 10n), { loads: [[1, 10n]], paid: [[2, 1n]] }, { kind: 'cardOlder', number: 2 }],
    [
      'show a card that holds too much',
      card(3, 10n),
      { loads: [[1, 10n]], paid: [[2, 1n]] },
      { kind: 'cardHoldsMore', units: 1n },
    ],
    ['show an older issuer', card(2, 15n, [[2, 5n]]), { loads: [[1, 10n]] }, { kind: 'issuerOlder', number: 2 }],
    ['show what nobody claimed', card(3, 8n), { loads: [[1, 10n]] }, { kind: 'unclaimed', units: 2n }],
    ['are of two issuers', card(1, 10n), undefined, { kind: 'cardUnknown' }],
  ]
  it.each(cases)('%s', (_name, view, books, expected) => {
    expect(compareLedgers(view, books && accountOf(books))).toEqual(expected)
  })

  it('are in order where they agree or will, and not otherwise', () => {
    const inOrder = cases.map(([, , , ledgers]) => describeLedgers(ledgers).inOrder)
    expect(inOrder).toEqual([true, true, true, false, false, false, false, false])
  })
})
